/** Whether these tests can have a sandbox; where they cannot, it is said once, and why. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeSandbox } from "../../../src/runner/sandbox/probe.ts";

const dir = mkdtempSync(join(tmpdir(), "adf-sandbox-"));
const probed = await probeSandbox(dir);
rmSync(dir, { recursive: true, force: true });

const missing = probed.ok ? null : `${probed.why}. Fix: ${probed.fix}`;

export const there = {
  /** Null where there is one. */
  missing,
  /** For the titles of the tests. */
  note: missing === null ? "" : ` (skipped: ${missing})`,
};
if (missing !== null) console.warn(`Skipped, because ${missing}`);
