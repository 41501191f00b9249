/** `adf probe`: has the runners ask every model the configuration can route to, with one tiny real prompt through the real CLI. */
import type { Command } from "commander";
import { ProbeBoard, type ProbeView } from "../../contract/probe.ts";
import { nearest } from "../../core/config/nearest.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, ask, readAddress } from "../factory-address.ts";
import { print, printJson } from "../output.ts";
import { probeLines } from "../probe/lines.ts";
import { isUnderWay, waitForProbes } from "../probe/wait.ts";
import { readAnswer } from "../skew/builds.ts";

const HELP = `
Each probe is a real request: it costs a few tokens, counts against the budget, and runs as a job does, in the sandbox and behind
the guard. Healthy is a model that wrote tokens to a CLI that ended with 0. A CLI that a runner does not have is no fault.

Examples:
  $ adf probe
  $ adf probe anthropic openai
  $ adf probe --last
  $ adf probe --json | jq -r '.ways[] | select(.state == "unhealthy") | "\\(.cli) \\(.provider): \\(.next)"'

JSON: {"ways":[{cli,provider,model,runner,state,failure,detail,next,answered,no_model,tokens,seconds,usd,age_secs,again_secs}],
"today":{probes,most,usd,reserved_usd},"withheld"}, described in src/contract/probe.ts.
Exit status: 0 every model that could be asked answered, 1 one did not or none could be asked, 2 no factory here or no such
provider, 3 the factory or its runner does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly last?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("probe").description("ask every model that work can be routed to, and say who answers"),
  )
    .argument("[provider...]", "only these, as the routes name them")
    .option("--last", "ask nobody: what is known from the last time")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (providers: string[], options: Options) => {
      const address = readAddress(options);
      const read = async () => readAnswer(ProbeBoard, await ask(address, "/probes"), address.url);
      const known = await read();
      if (known.ways.length === 0) throw nobodyThere();
      checkNames(providers, known);
      if (options.last !== true) await ask(address, "/probes", "POST", { providers });
      const board = options.last === true ? known : await waitForProbes(read, meant(providers));
      const ways = board.ways.filter(meant(providers));
      if (options.json) printJson({ ...board, ways });
      else for (const line of probeLines({ ...board, ways })) print(line);
      process.exitCode = exitFor(ways);
    });
}

const meant =
  (providers: readonly string[]) =>
  ({ provider }: ProbeView): boolean =>
    providers.length === 0 || providers.includes(provider);

function checkNames(providers: readonly string[], { ways }: ProbeBoard): void {
  const known = [...new Set(ways.map((way) => way.provider))];
  const wrong = providers.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new CliError(EXIT.usage, {
    what: `no route leads to "${wrong}"`,
    why: `this configuration leads to ${known.join(", ")}; one that [[providers]] switches off is left out`,
    next: `npm run -s adf -- probe ${nearest(wrong, known) ?? known[0] ?? ""}`,
  });
}

function exitFor(ways: readonly ProbeView[]): number {
  if (ways.some(isUnderWay)) return EXIT.unreachable;
  const wrong = ways.some(({ state }) => state === "unhealthy");
  return !wrong && ways.some(({ state }) => state === "healthy") ? EXIT.ok : EXIT.no;
}

const nobodyThere = (): CliError =>
  new CliError(EXIT.unreachable, {
    what: "no runner is there, so nobody can be asked",
    why: "a probe runs where the agent CLIs and their logins are",
    next: "npm run -s adf -- doctor",
  });
