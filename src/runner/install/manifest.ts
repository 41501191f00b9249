/** `manifest.json`: what an installation has put where. The uninstallation removes this and nothing else. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { UnitInput } from "./unit-input.ts";

export const Manifest = z.strictObject({
  version: z.literal(1),
  scope: z.enum(["user", "system"]),
  build: z.string(),
  worker: z.string(),
  /** Path → SHA-256 of what was written there; null where the content changes by itself. */
  files: z.record(z.string(), z.string().nullable()),
  /** Directories that were not there before, outermost first. */
  dirs: z.array(z.string()),
  stateDir: z.string(),
  /** Null when it was installed without systemd. */
  unit: UnitInput.nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

export function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export const digestOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");
