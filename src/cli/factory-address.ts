/** Where the factory is that a command asks: the one whose state is in this folder, or `--url` with ADF_ADMIN_TOKEN. */
import type { Command } from "commander";
import * as z from "zod";
import { FactoryState } from "../contract/state.ts";
import { nearest } from "../core/config/nearest.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";
import { readHere } from "./factory-here.ts";
import { keepSecret } from "./secrets-at-hand.ts";
import { readAnswer, UPGRADE_WORKER } from "./skew/builds.ts";

export interface AddressOptions {
  readonly url?: string;
  readonly state: string;
}

export interface Address {
  readonly url: string;
  readonly token: string;
  /** Of a factory on this machine: what starts it again. */
  readonly start?: string;
}

export function addressOptions(command: Command): Command {
  return command
    .option("--url <url>", "a deployed Worker; its admin token is read from ADF_ADMIN_TOKEN")
    .option("--state <folder>", "the state folder of a factory on this machine", ".adf");
}

export function readAddress(options: AddressOptions): Address {
  const address = options.url === undefined ? readHere(options.state) : readDeployed(options.url);
  keepSecret(address.token);
  return address;
}

function readDeployed(written: string): Address {
  const token = (process.env.ADF_ADMIN_TOKEN ?? "").trim();
  // Before anything is said: the address could hold it.
  keepSecret(token);
  const wrong = notAnAddress(written);
  if (wrong !== null) {
    throw new CliError(EXIT.usage, {
      what: `--url ${written} is no address of a Worker`,
      why: wrong,
      next: "--url https://ai-dark-factory.example.workers.dev",
    });
  }
  if (token === "") {
    throw new CliError(EXIT.usage, {
      what: "ADF_ADMIN_TOKEN is not set",
      why: "a deployed Worker shows its state to the owner of its admin token only",
      next: "ADF_ADMIN_TOKEN=… in front of the same command",
    });
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CliError(EXIT.usage, {
      what: "ADF_ADMIN_TOKEN is no token",
      why: "it holds a character that no token has: a line break, a blank, or the … of an example",
      next: "ADF_ADMIN_TOKEN=… in front of the same command, with the token in place of …",
    });
  }
  return { url: written.replace(/\/+$/, ""), token };
}

/** Null where it can be asked. */
function notAnAddress(written: string): string | null {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return "it begins with https://, or http:// on this machine";
  if (url.username !== "" || url.password !== "")
    return "nobody logs in there; the token is read from ADF_ADMIN_TOKEN";
  return url.search === "" && url.hash === "" ? null : "an address ends before ? and #";
}

export async function ask(
  address: Address,
  path: string,
  method: "GET" | "POST" = "GET",
  body?: unknown,
): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`${address.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${address.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch (cause) {
    throw new CliError(
      EXIT.unreachable,
      {
        what: `${address.url} does not answer`,
        why: address.start === undefined ? whyNot(cause) : "the factory is not running, or not there",
        next:
          address.start ??
          `curl ${address.url}/healthz   (what does not answer there is not deployed, or not reached)`,
      },
      { cause },
    );
  }
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said;
  const message = z.object({ message: z.string(), error: z.string().optional() }).safeParse(said);
  if (message.data?.error === "not_found") {
    const { origin, pathname } = new URL(address.url);
    if (pathname !== "/") {
      throw new CliError(EXIT.refused, {
        what: `there is no Worker at ${address.url}`,
        why: `it is asked below the path ${pathname}, and a Worker's address has none`,
        next: `--url ${origin}`,
      });
    }
    throw new CliError(EXIT.refused, {
      what: `${address.url} does not know /api/v1${path.replace(/\?.*/, "")}`,
      why: "its build is older than this command's",
      next: UPGRADE_WORKER,
    });
  }
  throw new CliError(EXIT.refused, {
    what: `${address.url} refused`,
    why: message.success ? message.data.message : `it answered ${answer.status}`,
    next: "check the address and the admin token",
  });
}

function whyNot(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return "it said nothing for 15 s";
  return cause.cause instanceof Error && cause.cause.message !== "" ? cause.cause.message : cause.message;
}

export async function readState(address: Address): Promise<FactoryState> {
  return readAnswer(FactoryState, await ask(address, "/state"), address.url);
}

/** The projects that are meant: all, or the one of this name. `command` is what asked, for the sentence. */
export async function projectsOf(
  address: Address,
  only: string | undefined,
  command: string,
): Promise<string[]> {
  const names = (await readState(address)).projects.map((p) => p.name);
  if (only === undefined) return names;
  if (names.includes(only)) return [only];
  throw new CliError(EXIT.usage, {
    what: `there is no project "${only}"`,
    why: `this factory has ${names.join(", ")}`,
    next: `npm run -s adf -- ${command} --project ${nearest(only, names) ?? names[0] ?? ""}`,
  });
}

/** Throws where several could be meant. */
export function oneProject(projects: readonly string[], command: string): string {
  const [first, second] = projects;
  if (first !== undefined && second === undefined) return first;
  throw new CliError(EXIT.usage, {
    what: "which project?",
    why: `this factory has ${projects.join(", ") || "none"}`,
    next: `npm run -s adf -- ${command} --project ${first ?? "<name>"}`,
  });
}
