/** The forge by questions: its address, a token that is tried at once, and what that token can see to choose from. */
import { type SetupClient, setupClient } from "../../../forge/setup-client.ts";
import { connectHere } from "../../forge-here.ts";
import type { Terminal, Wrong } from "./terminal.ts";

const PATIENCE_MS = 6_000;

export interface ForgeAnswers {
  readonly url: string;
  /** Null where no token was given, or the forge did not answer. */
  readonly client: SetupClient | null;
  /** Of a site administrator, kept in memory alone; null where it is none. */
  readonly admin_token: string | null;
  /** Whose token it is. */
  readonly login: string | null;
}

export async function askForge(
  terminal: Terminal,
  given: { readonly url?: string | undefined; readonly token?: string | undefined },
  usual: string,
  wrong: Wrong,
): Promise<ForgeAnswers> {
  const url = given.url ?? (await terminal.text("Address of the forge", usual, wrong));
  const none: ForgeAnswers = { url, client: null, admin_token: null, login: null };
  for (let token = given.token; ; token = undefined) {
    token ??= await terminal.secret(
      `An access token of ${url}, to choose from what is there; one of a site administrator lets setup prepare it too (empty: without)`,
    );
    if (token === "") return none;
    const client = setupClient({ ...connectHere(url, token), timeout_ms: PATIENCE_MS });
    const self = await client.self();
    if (self.ok) {
      const { login, is_admin } = self.value;
      if (!is_admin)
        terminal.warn(
          `${login} is no site administrator: accounts, tokens and the webhook are for you to make; setup writes down how.`,
        );
      return { url, client, admin_token: is_admin ? token : null, login };
    }
    const { reason, detail } = self.error;
    if (reason !== "unauthorized" && reason !== "forbidden") {
      terminal.warn(`The forge did not answer, and setup goes on without it: ${detail}`);
      return none;
    }
    terminal.warn(
      reason === "unauthorized"
        ? `The forge does not know this token: ${detail}`
        : `This token may not say whose it is; it needs the scope read:user: ${detail}`,
    );
  }
}

const OTHER = "";

export async function askRepo(
  terminal: Terminal,
  { client }: ForgeAnswers,
  usual: string,
  wrong: Wrong,
): Promise<{ repo: string; branch: string | null }> {
  const listed = await client?.repositories();
  if (listed?.ok === false) terminal.warn(`The forge did not list its repositories: ${listed.error.detail}`);
  const choices = listed?.ok === true ? listed.value : [];
  if (choices.length > 0) {
    const first = choices.find((one) => one.path === usual) ?? choices[0];
    const repo = await terminal.one(
      "Which repository?",
      [
        ...choices.map(({ path, branch }) => ({ value: path, hint: branch })),
        { value: OTHER, label: "another one", hint: "typed" },
      ],
      first?.path ?? OTHER,
    );
    const chosen = choices.find((one) => one.path === repo);
    if (chosen !== undefined) return { repo, branch: chosen.branch };
  }
  return { repo: await terminal.text("Repository, as owner/name", usual, wrong), branch: null };
}

/** Whom the factory hears. */
export async function askTrusted(
  terminal: Terminal,
  { client, login }: ForgeAnswers,
  owner: string,
  bots: readonly string[],
  wrong: Wrong,
): Promise<string[]> {
  const question = "Whose issues and mentions are acted on?";
  const listed = await client?.people();
  const people = listed?.ok === true ? listed.value.filter((one) => !bots.includes(one)) : [];
  if (people.length === 0) return [await terminal.text(question, owner, wrong)];
  const usual = people.includes(owner) ? [owner] : people.filter((one) => one === login);
  return terminal.many(question, people, usual);
}
