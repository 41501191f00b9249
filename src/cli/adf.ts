#!/usr/bin/env node
/** The program `adf`. Everything it does is in `main`, which a test can call without becoming this process. */
import { EXIT } from "./exit-codes.ts";
import { main } from "./main.ts";

// A reader that leaves early (`adf rank | head`) has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
