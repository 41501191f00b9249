/**
 * Which build of the product this is, as told to the Worker with every call. The single-file runner carries its
 * own, stamped by the bundler: there is no package.json beside it.
 */
import { readFileSync } from "node:fs";
import * as z from "zod";

declare const ADF_RUNNER_BUILD: string | undefined;

const Manifest = z.object({ name: z.string(), version: z.string() });

function readBuild(): string {
  const manifest = Manifest.parse(
    JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")),
  );
  return `runner-${manifest.version}`;
}

export const BUILD = typeof ADF_RUNNER_BUILD === "string" ? ADF_RUNNER_BUILD : readBuild();
