/** A program that deploy runs: shown to a person as it is run, and run as it was shown. */
import { spawn } from "node:child_process";
import { ROOT } from "./identity.ts";

export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly code: number;
  /** Both streams, as they came. */
  readonly out: string;
}
export type Run = (command: Command, onText?: (text: string) => void) => Promise<Ran>;

const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export const shown = ({ argv, env }: Command): string =>
  [...Object.entries(env).map(([name, value]) => `${name}=${word(value)}`), ...argv.map(word)].join(" ");

export const wrangler = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Command => ({
  argv: ["npx", "wrangler", ...args],
  env,
});

/** In the checkout, with nobody to ask: a question of wrangler's is answered as it answers itself in CI. */
export const runHere: Run = ({ argv: [program, ...args], env }, onText = () => {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        out += text;
        onText(text);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, out }));
  });
