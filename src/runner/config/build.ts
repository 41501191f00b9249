/** Which build of the product this is, as told to the Worker with every call. */
import { readFileSync } from "node:fs";
import * as z from "zod";

const Manifest = z.object({ name: z.string(), version: z.string() });

function readBuild(): string {
  const manifest = Manifest.parse(
    JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")),
  );
  return `runner-${manifest.version}`;
}

export const BUILD = readBuild();
