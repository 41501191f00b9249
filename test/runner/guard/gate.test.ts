/** The guard as an agent's CLI meets it: real HTTP, the real forwarder and shims as processes, and a real latch. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunnerSettings } from "../../../src/runner/config/options.ts";
import { type Guard, type GuardedJob, startGuard } from "../../../src/runner/guard/guard.ts";
import { MAX_DENIALS } from "../../../src/runner/guard/watch.ts";
import { createStopLatch, type StopLatch } from "../../../src/runner/spawn/stop.ts";
import type { Workspace } from "../../../src/runner/state/workspace.ts";

// Not below /tmp, which is everybody's scratch: what lies here is somebody's.
const dir = mkdtempSync(join(homedir(), ".adf-guard-test-"));
const space = {
  dir: join(dir, "work", "j-1"),
  checkout: join(dir, "work", "j-1", "checkout"),
  home: join(dir, "work", "j-1", "home"),
  tmp: join(dir, "work", "j-1", "tmp"),
  outputsFile: join(dir, "work", "j-1", "out", "outputs.json"),
} as Workspace;
let guard: Guard;
let job: GuardedJob;
let latch: StopLatch;
const decided: string[] = [];

beforeAll(async () => {
  for (const one of [space.checkout, space.home, space.tmp]) mkdirSync(one, { recursive: true });
  writeFileSync(join(dir, "runner.json"), "{}");
  guard = await startGuard({ stateDir: dir } as RunnerSettings);
});
afterAll(async () => {
  await guard.end();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  decided.length = 0;
  latch = createStopLatch();
  job?.close();
  job = guard.watch({
    space,
    latch,
    hooked: true,
    boxed: false,
    policy: undefined,
    decided: (command, { decision, rule }, by) => decided.push(`${by} ${decision} ${rule} ${command}`),
  });
});

const port = () => new URL(job.forwarder.url ?? "").port;
const bash = (command: string) => ({
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_input: { command },
  cwd: space.checkout,
});
const post = async (event: unknown) => {
  const answer = await fetch(job.forwarder.url ?? "", { method: "POST", body: JSON.stringify(event) });
  return { status: answer.status, body: await answer.text() };
};
interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}
function run(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  stdin = "",
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { env, cwd: space.checkout }, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : (error.code ?? error.message),
        stdout,
        stderr,
      }),
    );
    // One that ends before it has read all is not a fault of the test.
    child.stdin?.on("error", () => {});
    child.stdin?.end(stdin);
  });
}
const forward = (event: unknown) => {
  const [program = "", ...args] = job.forwarder.command;
  return run(program, args, {}, typeof event === "string" ? event : JSON.stringify(event));
};
const shell = (line: string, change: Record<string, string> = {}) =>
  run("/bin/bash", ["-c", line], { ...job.env(process.env.PATH ?? ""), HOME: space.home, ...change });

describe("a hook that posts", () => {
  it("lets the agent write its answer, which lies beside the checkout, and nothing else there", async () => {
    const told = async (line: string) =>
      JSON.parse((await post(bash(line))).body).hookSpecificOutput.permissionDecision;
    expect(await told('printf "{}" > "$ADF_OUTPUTS"')).toBe("allow");
    expect(await told(`printf x > ${join(space.dir, "prompt.md")}`)).toBe("deny");
  });

  it("is told yes for what harms nobody, and no with the reason and what to do instead", async () => {
    expect(JSON.parse((await post(bash("npm test"))).body)).toEqual({
      hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "allow" },
    });
    const { hookSpecificOutput } = JSON.parse((await post(bash("rm -rf /home/somebody"))).body);
    expect(hookSpecificOutput.permissionDecision).toBe("deny");
    expect(hookSpecificOutput.permissionDecisionReason).toMatch(
      /^Refused by the guard \(filesystem\.[a-z-]+\): [^.]+\. Instead: .+/,
    );
  });

  it("is refused what cannot be read, and an address that is over", async () => {
    expect((await post("no event")).body).toContain('"deny"');
    const { url } = job.forwarder;
    job.close();
    expect((await fetch(url ?? "", { method: "POST", body: "{}" })).status).toBe(404);
  });

  it("has the files of tools judged like the commands that would touch them", async () => {
    const write = (file_path: string) =>
      post({ tool_name: "Write", tool_input: { file_path, content: "x" }, cwd: space.checkout });
    expect((await write("src/a.ts")).body).toContain('"allow"');
    expect((await write(join(dir, "runner.json"))).body).toContain('"deny"');
    expect((await write("../../../runner.json")).body).toContain('"deny"');
    expect((await write(".claude/settings.json")).body).toContain('"deny"');
    const patch = (path: string) =>
      post({
        tool_name: "apply_patch",
        tool_input: { command: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` },
      });
    expect((await patch("src/a.ts")).body).toContain('"allow"');
    expect((await patch("/etc/passwd")).body).toContain('"deny"');
  });
});

describe("the forwarder", () => {
  it("ends with 0 for yes, and with 2 and words on stderr for no", async () => {
    expect(await forward(bash("ls -la"))).toEqual({ code: 0, stdout: "", stderr: "" });
    const { code, stderr } = await forward(bash("git push --force origin main"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Refused by the guard \(git\./);
  });

  it("takes an event with quotes, lines and letters of many bytes as it is", async () => {
    expect((await forward(bash(`printf '%s\\n' "…grüße 日本" 'a"b'\necho done`))).code).toBe(0);
    expect(decided[0]).toContain("…grüße 日本");
    expect((await forward(bash("echo '…grüße'; rm -rf /"))).code).toBe(2);
  });

  it("ends with 2 when nobody answers, nothing was said, or the address is wrong", async () => {
    expect((await forward("")).code).toBe(2);
    const [program = ""] = job.forwarder.command;
    for (const address of ["1/none", `${port()}/none`, "", "x"]) {
      const { code, stderr } = await run(program, [address], {}, JSON.stringify(bash("ls")));
      expect(code, address).toBe(2);
      expect(stderr).not.toBe("");
    }
  });
});

describe("the shim", () => {
  it("lets through what the guard allows, with every argument as it was", async () => {
    writeFileSync(join(space.checkout, "a  b'c"), "");
    expect(await shell(`rm "a  b'c" && echo gone`)).toMatchObject({ code: 0, stdout: "gone\n" });
    expect(existsSync(join(space.checkout, "a  b'c"))).toBe(false);
  });

  it("leaves the real program as it would have been: it dies quietly when nobody reads on", async () => {
    const { stdout, stderr } = await shell(
      `set -o pipefail; find / -maxdepth 3 2>/dev/null | head -n 1; echo \${PIPESTATUS[0]}`,
    );
    expect(stdout).toMatch(/^\/\n(?:141|0)\n$/);
    expect(stderr).toBe("");
  });

  it("stops what only the shell knew: variables, aliases, xargs, scripts, encodings", async () => {
    const victim = join(dir, "victim");
    for (const line of [
      `R=rm; "$R" -rf ${victim}`,
      `echo ${victim} | xargs rm -rf`,
      `$(printf 'r''m') -r ${victim}`,
      `echo cm0gLXJm | base64 -d | { read -r a b; "$a" "$b" ${victim}; }`,
      `find ${victim} -delete`,
      `printf 'rm -rf %s' ${victim} > s.sh; bash s.sh`,
      `sh -c 'exec rm -rf "$0"' ${victim}`,
      `mv ${victim} /elsewhere`,
    ]) {
      mkdirSync(join(victim, "precious"), { recursive: true });
      const { stderr } = await shell(line);
      expect(existsSync(join(victim, "precious")), line).toBe(true);
      expect(stderr, line).toContain("guard");
    }
  });

  it("refuses when the guard's address is taken away or wrong", async () => {
    mkdirSync(join(dir, "victim"), { recursive: true });
    for (const ADF_GUARD of ["", "1/x", `${port()}/x`])
      expect((await shell(`rm -r ${join(dir, "victim")}`, { ADF_GUARD })).code).toBe(126);
  });

  it("is not answered by what its caller exports", async () => {
    const victim = join(dir, "victim");
    for (const line of [
      `read() { places=(/usr/bin); status=200; }; export -f read; rm -r ${victim}`,
      `echo 'status=200; readonly status' > e.sh; BASH_ENV=e.sh rm -r ${victim}`,
      `export PS4='$(touch shown)'; set -x; export SHELLOPTS; rm -r ${victim}`,
    ]) {
      mkdirSync(join(victim, "precious"), { recursive: true });
      expect((await shell(line)).code, line).toBe(126);
      expect(existsSync(join(victim, "precious")), line).toBe(true);
    }
  });

  it("is not told another folder by the name of the one it is called in", async () => {
    mkdirSync(join(dir, "victim", "precious"), { recursive: true });
    expect((await shell(`ln -s ${dir} $'b\\n:'; cd $'b\\n:'; rm -r victim`)).code).toBe(126);
    expect(existsSync(join(dir, "victim", "precious"))).toBe(true);
  });

  it("does not call itself for ever where BASH_ENV names a file with a program of its own", async () => {
    writeFileSync(join(space.checkout, "e.sh"), "rm -r /home/somebody\n");
    writeFileSync(join(space.checkout, "nothing.sh"), "");
    await shell("BASH_ENV=e.sh timeout 5 bash nothing.sh");
    expect(decided).toEqual([expect.stringMatching(/^shim deny /)]);
  });

  it("leaves what its caller exports to the program itself", async () => {
    const { stdout } = await shell(
      `f() { echo heard; }; export -f f; find . -maxdepth 0 -exec bash -c f \\;`,
    );
    expect(stdout).toBe("heard\n");
  });

  it("stands in front of the programs of this machine only", () => {
    const { hooked = "", bare = "" } = guard.files.shims ?? {};
    expect(readdirSync(bare)).toEqual(expect.arrayContaining(["git", "rm"]));
    expect(readdirSync(bare)).not.toContain("no-such-program");
    // A CLI with a hook calls git for itself, in ways that nobody else may.
    expect(readdirSync(bare).filter((name) => !readdirSync(hooked).includes(name))).toEqual(["git"]);
  });
});

describe("the owner's rules", () => {
  it("come with the job, and are asked like the guard's own", async () => {
    job.close();
    const policy = {
      deny: [{ name: "no-compose", command: "docker compose up **", reason: "no room" }],
      allow: [{ rule: "git.discard", command: "git stash drop" }],
    };
    job = guard.watch({ space, latch, hooked: true, boxed: false, policy, decided: () => {} });
    expect((await forward(bash("docker compose up -d"))).stderr).toContain("no room");
  });
});

describe("the watch over a job", () => {
  it("records each decision, allows too, and counts what was refused", async () => {
    await post(bash("npm test"));
    await forward(bash("rm -rf /"));
    await shell("rm -rf /etc/adf-nothing");
    expect(decided.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "hook allow",
      "hook deny",
      "shim deny",
    ]);
    expect(job.watch.denials()).toBe(2);
  });

  it("stops an agent that tries again and again", async () => {
    for (let n = 0; n < MAX_DENIALS; n++) await post(bash(`rm -rf /home/somebody-${n}`));
    expect(latch.cause()).toMatchObject({ kind: "denied", count: MAX_DENIALS });
  });

  it("stops a job whose CLI used a tool and never asked", async () => {
    job.watch.toolUsed();
    expect(latch.cause()).toEqual({ kind: "unguarded" });
  });

  it("does not when it was asked before", async () => {
    await post({ hook_event_name: "SessionStart", cwd: space.checkout });
    job.watch.toolUsed();
    expect(latch.cause()).toBeNull();
    // That it is there is no question, and nothing was refused.
    expect([job.watch.denials(), decided]).toEqual([0, []]);
  });

  it("refuses and records a tool of which it is not told what it is given", async () => {
    const { body } = await post({ hook_event_name: "PreToolUse", tool_name: "Bash" });
    expect(body).toContain("it does not say what Bash is given");
    expect(decided).toEqual(["hook deny hook.unreadable a tool call"]);
    expect(job.watch.denials()).toBe(1);
  });
});
