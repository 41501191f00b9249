/** Whether these tests can have a sandbox; where they cannot, it is said once, and why. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeSandbox } from "../../../src/runner/sandbox/probe.ts";

const dir = mkdtempSync(join(tmpdir(), "adf-sandbox-"));
const probed = await probeSandbox(dir);
rmSync(dir, { recursive: true, force: true });

/** Null where there is one. */
export const there = { missing: probed.ok ? null : `${probed.why}. Fix: ${probed.fix}` };
if (there.missing !== null) console.warn(`Skipped, because ${there.missing}`);
