/** The program `adf`. Everything it does is in `main`, which a test can call without becoming this process. */
import { EXIT } from "./exit-codes.ts";
import { main } from "./main.ts";
import { goesOnUnread } from "./output.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    process.stderr.write(
      `adf: what was to be printed could not be written\n  why:  ${error.message}\n  next: make room, or print it elsewhere\n`,
    );
    process.exit(EXIT.no);
  }
  // A reader that leaves early (`adf rank | head`) has what it wanted; the answer stays what it was.
  if (!goesOnUnread()) process.exit(process.exitCode ?? EXIT.ok);
});

process.exitCode = await main(process.argv.slice(2));
