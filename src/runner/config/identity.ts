/** `<stateDir>/runner.json`: who this runner is to its Worker. Mode 0600, written once by the registration. */
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { err, ok, type Result } from "../../core/result.ts";

export const RunnerIdentity = z.strictObject({
  runner: z.string().min(1),
  credential: z.string().min(1),
  url: z.string(),
});
export type RunnerIdentity = z.infer<typeof RunnerIdentity>;

const fileOf = (stateDir: string) => join(stateDir, "runner.json");

export async function writeIdentity(stateDir: string, identity: RunnerIdentity): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const fresh = `${fileOf(stateDir)}.${process.pid}.new`;
  await writeFile(fresh, `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600 });
  // The umask can only take bits away, but a file left by a crash keeps the mode it had.
  await chmod(fresh, 0o600);
  await rename(fresh, fileOf(stateDir));
}

export async function readIdentity(stateDir: string, url: string): Promise<Result<RunnerIdentity, string>> {
  const file = fileOf(stateDir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      return err(
        `This runner is not registered: ${file} does not exist. Register it with a one-time token from the Worker first: npm run -s adf -- runner register --worker ${url} --token …`,
      );
    }
    return err(`The runner cannot read ${file}: ${(cause as Error).message}`);
  }
  try {
    const identity = RunnerIdentity.parse(JSON.parse(text));
    if (new URL(identity.url).origin !== new URL(url).origin) {
      return err(
        `${file} belongs to ${identity.url}, but the runner was told to work for ${url}. Use another state directory, or register again.`,
      );
    }
    return ok(identity);
  } catch {
    return err(`${file} is damaged. Remove it and register this runner again with a new one-time token.`);
  }
}
