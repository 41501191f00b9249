/** Where the factory is that a command asks: the one whose state is in this folder, or `--url` with ADF_ADMIN_TOKEN. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import * as z from "zod";
import { FactoryState } from "../contract/state.ts";
import { nearest } from "../core/config/nearest.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";
import { keepSecret } from "./secrets-at-hand.ts";
import { readAnswer, UPGRADE_WORKER } from "./skew/builds.ts";

const Local = z.object({ worker_port: z.int(), admin_token: z.string() });

export interface AddressOptions {
  readonly url?: string;
  readonly state: string;
}

export interface Address {
  readonly url: string;
  readonly token: string;
}

export function addressOptions(command: Command): Command {
  return command
    .option("--url <url>", "a deployed Worker; its admin token is read from ADF_ADMIN_TOKEN")
    .option("--state <folder>", "the state folder of a factory on this machine", ".adf");
}

export function readAddress(options: AddressOptions): Address {
  if (options.url !== undefined) {
    const token = process.env.ADF_ADMIN_TOKEN ?? "";
    keepSecret(token);
    if (token !== "") return { url: options.url.replace(/\/+$/, ""), token };
    throw new CliError(EXIT.usage, {
      what: "ADF_ADMIN_TOKEN is not set",
      why: "a deployed Worker shows its state to the owner of its admin token only",
      next: "ADF_ADMIN_TOKEN=… npm run -s adf -- status --url https://…",
    });
  }
  try {
    const local = Local.parse(JSON.parse(readFileSync(join(options.state, "settings.json"), "utf8")));
    keepSecret(local.admin_token);
    return { url: `http://127.0.0.1:${local.worker_port}`, token: local.admin_token };
  } catch {
    throw new CliError(EXIT.usage, {
      what: `there is no factory in ${options.state}`,
      why: "no start has left its state there",
      next: "npm start",
    });
  }
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
        why: "the factory is not running, or not there",
        next: "npm start",
      },
      { cause },
    );
  }
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said;
  const message = z.object({ message: z.string(), error: z.string().optional() }).safeParse(said);
  if (message.data?.error === "not_found") {
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
