/** `start --break`: plants a random defect into the sample, pushes it to main as the owner, and files it as an issue. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { forgeClient } from "../../forge/client.ts";
import { plantDefect } from "../../local/break/plant.ts";
import type { Factory } from "../../local/factory/factory.ts";
import type { Home } from "../../local/factory/home.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

const run = promisify(execFile);

/** The sentence that says what was planted. The defect is found again by its failing test alone. */
export async function plantAndFile(factory: Factory, home: Home): Promise<string> {
  const token = home.settings.tokens.owner ?? "";
  const dir = await mkdtemp(join(tmpdir(), "adf-break-"));
  const git = gitIn(dir, factory.forge_url, token);
  try {
    await git("clone", "--quiet", `${factory.forge_url}/${factory.repo}.git`, ".");
    const plant = await plantDefect(dir, Math.random);
    if (!plant.ok) {
      throw new CliError(EXIT.no, {
        what: "no defect was planted",
        why: plant.error,
        next: "npm start -- --fresh --break",
      });
    }
    const planted = plant.value;
    await git("commit", "--quiet", "--all", "--message", "Tidy up");
    await git("push", "--quiet", "origin", "HEAD");
    const client = forgeClient({ url: factory.forge_url, token });
    const issue = await client.createIssue(factory.repo, planted.issue);
    if (!issue.ok) {
      throw new CliError(EXIT.refused, {
        what: "the issue was not filed",
        why: issue.error.detail,
        next: "npm start -- --fresh --break",
      });
    }
    return `Planted in ${planted.file}: ${planted.description}. Filed as #${issue.value.number}: ${planted.issue.title}\n`;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function gitIn(cwd: string, url: string, token: string) {
  const basic = Buffer.from(`owner:${token}`).toString("base64");
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "3",
    GIT_CONFIG_KEY_0: `http.${url}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_CONFIG_KEY_1: "user.name",
    GIT_CONFIG_VALUE_1: "The owner",
    GIT_CONFIG_KEY_2: "user.email",
    GIT_CONFIG_VALUE_2: "owner@tides.invalid",
  };
  return (...args: string[]) => run("git", args, { cwd, env });
}
