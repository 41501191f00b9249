/** The factory whose state is in a folder of this machine: where it listens, its admin token, and the start that it goes on with. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { ORCHESTRATOR } from "../core/setup/orchestrator.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

const Local = z.object({ worker_port: z.int(), admin_token: z.string(), forge: z.string().optional() });

export interface Here {
  readonly url: string;
  readonly token: string;
  /** What starts it again. */
  readonly start: string;
}

export function readHere(state: string): Here {
  const file = join(state, "settings.json");
  const text = readText(file, state);
  try {
    const { worker_port, admin_token, forge } = Local.parse(JSON.parse(text));
    return {
      url: `http://127.0.0.1:${worker_port}`,
      token: admin_token,
      start: startOf(state, forge ?? "embedded"),
    };
  } catch (cause) {
    throw new CliError(
      EXIT.usage,
      {
        what: `${file} cannot be read`,
        why: "it is not what a start writes there, or not all of it",
        next: `${startOf(state, "embedded")}   (says what is wrong with it, and how to begin anew)`,
      },
      { cause },
    );
  }
}

function readText(file: string, state: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (code === "EACCES" || code === "EPERM")
      throw new CliError(EXIT.usage, {
        what: `this account may not read ${file}`,
        why: "it holds secrets, and only the account that started the factory may read it",
        next: `run the same command as that account; it is shown by: ls -ld ${shellWord(state)}`,
      });
    throw absent(state);
  }
}

function absent(state: string): CliError {
  const set_up = existsSync(join(state, "secrets.json"));
  return new CliError(EXIT.usage, {
    what: `there is no factory in ${state}`,
    why: set_up
      ? "it was set up, and no start has left its state there; of a deployed one, --url names the Worker"
      : "no start has left its state there",
    next: set_up ? startOf(state, "of a configuration") : startOf(state, "embedded"),
  });
}

/** `forge` as a start writes it down: embedded, the address of a configuration's, or an address and a repository. */
function startOf(state: string, forge: string): string {
  const elsewhere = state === ".adf" ? "" : ` --state ${shellWord(state)}`;
  if (forge === "embedded") return elsewhere === "" ? "npm start" : `npm start --${elsewhere}`;
  const [url = "", repo = ""] = forge.split(" ");
  if (URL.canParse(url) && repo !== "")
    return `npm start -- --gitea ${shellWord(url)} --tokens tokens.json --repo ${shellWord(repo)}${elsewhere}`;
  const config = shellWord(join(dirname(state), ORCHESTRATOR));
  return `npm start -- --config ${config}${basename(state) === ".adf" ? "" : elsewhere}`;
}
