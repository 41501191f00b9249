/** A person's own Gitea or Forgejo for `start --gitea`: the tokens file, who each token is, and whom to trust. */
import { readFile, stat } from "node:fs/promises";
import * as z from "zod";
import { RepoPath } from "../../contract/names.ts";
import { forgeClient } from "../../forge/client.ts";
import type { OwnForge } from "../../local/factory/factory.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere, serviceToken } from "../forge-here.ts";
import { keepSecret } from "../secrets-at-hand.ts";

const Tokens = z.record(z.string(), z.string().min(1));
const EXAMPLE = '{"coordinator": "…", "developer": "…", "reviewer": "…"}';

export interface ReadForge {
  readonly forge: OwnForge;
  /** Sentences that the start must say about what this forge allows. */
  readonly notes: readonly string[];
}

export async function readOwnForge(
  url: string,
  tokens_file: string | undefined,
  repo: string | undefined,
  trust: readonly string[],
): Promise<ReadForge> {
  const example = "npm start -- --gitea https://git.example --tokens tokens.json --repo owner/name";
  if (tokens_file === undefined || repo === undefined || !RepoPath.safeParse(repo).success) {
    throw new CliError(EXIT.usage, {
      what: "--gitea needs --tokens FILE and --repo owner/name",
      why: "the factory must know which repository to work on, and as whom",
      next: example,
    });
  }
  const { tokens, notes } = await readTokens(tokens_file);
  const coordinator = tokens.coordinator ?? "";
  const client = forgeClient(connectHere(url, coordinator));
  const info = await client.repository(repo);
  if (!info.ok) {
    const unreachable = info.error.reason === "unreachable";
    throw new CliError(unreachable ? EXIT.unreachable : EXIT.refused, {
      what: `the forge did not show ${repo}`,
      why: info.error.detail,
      next: unreachable
        ? `curl ${url}/api/v1/version`
        : "check the token of the coordinator and its access to the repository",
    });
  }
  const logins = new Set<string>();
  for (const [account, token] of Object.entries(tokens)) {
    const self = await forgeClient(connectHere(url, token)).whoami();
    if (!self.ok) {
      throw new CliError(EXIT.refused, {
        what: `the token of "${account}" was refused`,
        why: self.error.detail,
        next: "make a new token with the scopes read:user, write:repository and write:issue",
      });
    }
    logins.add(self.value.login);
  }
  if (logins.size === 1) {
    notes.push(
      "All roles write as one account: the forge refuses that account's own approval, so the review gate is a commit status and a comment.",
    );
  }
  const trusted = trust.length > 0 ? trust : [repo.split("/")[0] ?? "", ...logins];
  notes.push(
    `Acting on issues and mentions by: ${[...new Set(trusted)].join(", ")} (change it with --trust).`,
  );
  const access = serviceToken();
  if (access !== null)
    notes.push("The forge is reached through Cloudflare Access, with the service token of this shell.");
  return {
    forge: { url, repo, branch: info.value.default_branch, trusted: [...new Set(trusted)], tokens, access },
    notes,
  };
}

async function readTokens(file: string): Promise<{ tokens: Record<string, string>; notes: string[] }> {
  const notes: string[] = [];
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) notes.push(`${file} can be read by others on this machine: chmod 600 ${file}`);
    const parsed = Tokens.parse(JSON.parse(await readFile(file, "utf8")));
    keepSecret(...Object.values(parsed));
    if (parsed.coordinator !== undefined) return { tokens: parsed, notes };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      throw new CliError(EXIT.usage, {
        what: `${file} does not exist`,
        why: "it should hold a token per role",
        next: `write ${EXAMPLE} into ${file}`,
      });
    }
  }
  throw new CliError(EXIT.usage, {
    what: `${file} is not a file of tokens`,
    why: 'it must be JSON with a token per role, and at least "coordinator"',
    next: `write ${EXAMPLE} into ${file}`,
  });
}
