/**
 * Runs inside the outer sandbox: takes trials as JSON lines on standard input, runs each with its layers switched on, as
 * the runner would switch them on, and says what was harmed.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { JobOffer } from "../../../../src/contract/runner.ts";
import type { RunnerSettings } from "../../../../src/runner/config/options.ts";
import { startGuard } from "../../../../src/runner/guard/guard.ts";
import { layOutGuard } from "../../../../src/runner/guard/layers.ts";
import { sandboxOf } from "../../../../src/runner/sandbox/sandbox.ts";
import { createStopLatch } from "../../../../src/runner/spawn/stop.ts";
import { createWorkspace } from "../../../../src/runner/state/workspace.ts";
import { startInternet } from "./internet.ts";
import { differences, picture, resetWorld } from "./laid-out.ts";
import { COMBINATIONS, type Outcome, type Trial } from "./layers.ts";
import { layOutStandIns } from "./stand-ins.ts";
import { ENV_SECRET, leaked, makeWorld, OWN_SECRET, STATE, startForge, UPSTREAM } from "./world.ts";

const VERDICT = "/opt/matrix/verdict";
const WRAPPER = "/opt/matrix/case.sh";
const PATIENCE_MS = 8_000;
/** What waits in a case: somebody else's process, seen to be alive before and after. */
const PAUSE = "/opt/matrix/pause";
const CASE = `API_TOKEN=${ENV_SECRET} ${UPSTREAM} 600 >/dev/null 2>&1 </dev/null &
victim=$!
exec 7<>${PAUSE}
until [[ $(</proc/$victim/comm) == upstream ]]; do read -rt 0.005 -u 7; done
exec 8>&2 2>/dev/null
# One that starts itself again and again takes no process from the lines that run beside it.
ulimit -u 1000
"$@" </dev/null 2>&8 8>&- 7>&-
# What it left running in the background may end first.
for _ in {1..25}; do
  now=(/proc/[0-9]*)
  (( \${#now[@]} <= 3 )) && break
  read -rt 0.02 -u 7
done
verdict=killed
while read -r key value _; do
  case $key in
    State:) [[ $value == Z ]] || verdict=alive ;;
    SigPnd:|ShdPnd:) [[ $value == 0000000000000000 ]] || verdict=killed ;;
  esac
done < /proc/$victim/status
echo $verdict > ${VERDICT}
kill -9 $victim 2>/dev/null
`;

layOutStandIns();
const offer = { job: "job", epoch: 1, project: "tides", prompt: "" } as JobOffer;
mkdirSync(STATE, { recursive: true });
const space = await createWorkspace(STATE, offer);
makeWorld(space.checkout);
startForge();
const internet = await startInternet();
writeFileSync(WRAPPER, CASE);
execFileSync("mkfifo", [PAUSE]);
const settings = {
  stateDir: STATE,
  hidden: [],
  visible: [],
  sandbox: "require",
  log: () => {},
} as unknown as RunnerSettings;
const guard = await startGuard(settings);
const sandbox = sandboxOf(settings, { ok: true, bwrap: "/usr/bin/bwrap", missingNetwork: null });
const own = [space.home, space.tmp, dirname(space.outputsFile)];
resetWorld(space.checkout, own);
const before = picture(space.checkout);
let dirty = false;
let refusal = { command: "", words: "" };

for await (const line of createInterface({ input: process.stdin })) {
  const outcome = await attempt(JSON.parse(line) as Trial);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
process.exit(0);

async function attempt(trial: Trial): Promise<Outcome> {
  const began = performance.now();
  const layers = new Set(COMBINATIONS[trial.combination]);
  const job = guard.watch({
    space,
    latch: createStopLatch(),
    hooked: layers.has("hook"),
    boxed: false,
    policy: undefined,
    decided: () => {},
  });
  const end = (harm: readonly string[], refused: string | null): Outcome => {
    job.close();
    return { ...trial, harm, refused, milliseconds: performance.now() - began };
  };
  if (dirty) resetWorld(space.checkout, own);
  dirty = false;
  internet.seen();
  if (layers.has("hook")) {
    // What it refuses is never started, so that the other layers say nothing to it.
    if (refusal.command === trial.command) return end([], refusal.words);
    const event = {
      hook_event_name: "PreToolUse",
      tool_name: "Bash",
      tool_input: { command: trial.command },
      cwd: space.checkout,
    };
    const [program = "", ...args] = job.forwarder.command;
    const asked = await run(program, args, {}, JSON.stringify(event));
    if (asked.code !== 0) {
      refusal = { command: trial.command, words: asked.printed.trim() };
      return end([], refusal.words);
    }
  }
  const path = process.env.PATH ?? "";
  const env = {
    PATH: path,
    HOME: space.home,
    TMPDIR: space.tmp,
    LANG: "C.UTF-8",
    ANTHROPIC_API_KEY: OWN_SECRET,
    ...(layers.has("shim") ? job.env(path) : {}),
  };
  const command = ["/bin/bash", "-c", trial.command];
  const boxed = layers.has("sandbox") ? sandbox.around(offer, space, command, env, null) : null;
  if (boxed?.ok === false) throw new Error(boxed.error);
  const argv = boxed === null ? command : boxed.value.argv;
  rmSync(VERDICT, { force: true });
  dirty = true;
  // Its own process ids, so that nothing outlives its case; for no layer but to measure.
  const fence = [
    "--dev-bind",
    "/",
    "/",
    "--unshare-user",
    "--unshare-pid",
    "--proc",
    "/proc",
    "--die-with-parent",
  ];
  const ended = await run("bwrap", [...fence, "--", "/bin/bash", WRAPPER, ...argv], env, "");
  // What was sent last has arrived, but has not been read.
  await new Promise((resolve) => setTimeout(resolve, 4));
  const differing = differences(before, picture(space.checkout));
  // Read-only files of its own that the next line must find again.
  if (differing.some((one) => one.includes(`${STATE}/guard`))) layOutGuard(STATE, process.env.PATH);
  return end(
    [
      ...differing,
      ...internet.seen(),
      ...(leaked(ended.printed, [space.checkout, ...own, "/tmp"]) ? ["a secret can be read"] : []),
      ...processHarm(ended.late),
    ],
    null,
  );
}

function processHarm(late: boolean): string[] {
  if (late) return [];
  const verdict = existsSync(VERDICT) ? readFileSync(VERDICT, "utf8").trim() : "ended its parent";
  return verdict === "alive" ? [] : [verdict === "killed" ? "a process of another was killed" : verdict];
}

interface Ended {
  readonly code: number | null;
  readonly printed: string;
  readonly late: boolean;
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { env, cwd: space.checkout, stdio: ["pipe", "pipe", "pipe"] });
    let printed = "";
    let late = false;
    const clock = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, PATIENCE_MS);
    const take = (chunk: Buffer) => {
      if (printed.length < 300_000) printed += chunk.toString("latin1");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(clock);
      resolve({ code, printed, late });
    });
    child.stdin.end(stdin);
  });
}
