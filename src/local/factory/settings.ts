/** `settings.json` of a state folder: ports and secrets that stay the same from start to start. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { err, ok, type Result } from "../../core/result.ts";

const Settings = z.object({
  version: z.literal(1),
  /** `embedded`, or the URL and repository of the person's own forge: one folder serves one of them. */
  forge: z.string(),
  forge_port: z.int(),
  worker_port: z.int(),
  webhook_secret: z.string(),
  marker_secret: z.string(),
  admin_token: z.string(),
  /** Opens the embedded forge's form to the person's browser, and not to every program on this machine. */
  form_key: z.string(),
  /** Account → token of the embedded forge; empty for a person's own. */
  tokens: z.record(z.string(), z.string()),
  seeded: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const settingsIn = (dir: string): string => join(dir, "settings.json");

/** Null where none were written yet. What cannot be read is never replaced: the secrets of the Worker's state stand in it. */
export function readSettings(dir: string): Result<Settings | null, string> {
  const file = settingsIn(dir);
  if (!existsSync(file)) return ok(null);
  try {
    return ok(Settings.parse(JSON.parse(readFileSync(file, "utf8"))));
  } catch (cause) {
    if (cause instanceof z.ZodError) {
      const [issue] = cause.issues;
      return err(
        `${file} is not as this version of adf writes it: ${issue?.path.join(".")}: ${issue?.message}`,
      );
    }
    return err(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

export function freshSettings(
  forge: string,
  ports: { forge: number; worker: number },
  dir: string,
): Settings {
  const secret = () => randomBytes(24).toString("hex");
  return {
    version: 1,
    forge,
    forge_port: ports.forge,
    worker_port: ports.worker,
    webhook_secret: secret(),
    marker_secret: secret(),
    admin_token: secret(),
    form_key: secret(),
    tokens: {},
    seeded: false,
    ...ofSetup(dir),
  };
}

const OfSetup = z.object({ WEBHOOK_SECRET: z.string(), MARKER_SECRET: z.string(), ADMIN_TOKEN: z.string() });

/** The secrets of `adf setup` in the same folder: a webhook that it made is signed with one of them. */
function ofSetup(dir: string): Partial<Settings> {
  try {
    const given = OfSetup.parse(JSON.parse(readFileSync(join(dir, "secrets.json"), "utf8")));
    return {
      webhook_secret: given.WEBHOOK_SECRET,
      marker_secret: given.MARKER_SECRET,
      admin_token: given.ADMIN_TOKEN,
    };
  } catch {
    return {};
  }
}

export function writePrivately(file: string, value: unknown): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
