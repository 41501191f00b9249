import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layersOf } from "../../src/runner/config/layers.ts";
import { intoScope, openScopes, type Scopes } from "../../src/runner/state/scope.ts";

const layersWith = (scopes: Scopes) =>
  layersOf(
    { agents: {} },
    { missing: null, missingNetwork: null },
    { files: { shims: null, forwarder: null, inside: "" } },
    scopes,
  );

describe("a control group for each job", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "adf-cgroup-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  /** Files as the kernel would show them, on paper: what is written can be read. */
  const paper = (name: string, controllers: string) => {
    const home = join(root, name);
    mkdirSync(home);
    writeFileSync(join(home, "cgroup.controllers"), controllers);
    writeFileSync(join(home, "cgroup.procs"), "41\n42\n");
    const own = `12:pids:/elsewhere\n0::/${name}\n`;
    return { home, at: { root, own, uid: process.getuid?.() ?? 0, delegated: true } };
  };

  it("is made with a limit a little above the one that is sampled, and the runner moves out of the way", () => {
    const { home, at } = paper("able", "cpu memory pids");
    const scopes = openScopes(at);
    expect(scopes.missing).toBeNull();
    expect(readFileSync(join(home, "cgroup.subtree_control"), "utf8")).toBe("+memory");
    expect(readFileSync(join(home, "runner", "cgroup.procs"), "utf8")).toBe("42");
    const scope = scopes.open("j-1.x", 100);
    const dir = join(home, "job-j-1.x");
    expect(readFileSync(join(dir, "memory.max"), "utf8")).toBe(String(Math.floor(110 * 1_048_576)));
    expect(readFileSync(join(dir, "memory.oom.group"), "utf8")).toBe("1");
    writeFileSync(join(dir, "memory.events"), "low 0\noom 1\noom_kill 3\n");
    expect(scope?.oomKills()).toBe(3);
    scope?.kill();
    expect(readFileSync(join(dir, "cgroup.kill"), "utf8")).toBe("1");
    expect(scope === null ? [] : intoScope(scope, ["claude", "-p", "$HOME"])).toEqual([
      "/bin/sh",
      "-c",
      'echo 0 > "$0" && exec "$@"',
      join(dir, "cgroup.procs"),
      "claude",
      "-p",
      "$HOME",
    ]);
  });

  it("that cannot be made is no layer of isolation, until one can again", () => {
    const { home, at } = paper("full", "memory");
    const scopes = openScopes(at);
    expect(scopes.unlimited()).toBeNull();
    writeFileSync(join(home, "job-j"), "in its place");
    expect(scopes.open("j", 100)).toBeNull();
    expect(scopes.unlimited()).toContain("could not be made: EEXIST");
    expect(layersWith(scopes).cgroup).not.toBeNull();
    expect(scopes.open("k", 100)).not.toBeNull();
    expect(layersWith(scopes).cgroup).toBeNull();
  });

  it("has no limit where the group has no memory of its own to give", () => {
    const { home, at } = paper("poor", "cpuset");
    const scopes = openScopes(at);
    expect(scopes.open("j", 100)).not.toBeNull();
    expect(scopes.unlimited()).toContain("no memory to share out");
    expect(existsSync(join(home, "job-j", "memory.max"))).toBe(false);
    expect(existsSync(join(home, "runner"))).toBe(false);
  });

  it("is not made where the group is somebody else's, or there is none, and the reason is known", () => {
    const { at } = paper("foreign", "memory");
    expect(openScopes({ ...at, uid: at.uid + 1 }).missing).toBe("the runner's cgroup is not its own");
    expect(openScopes({ ...at, uid: 0, delegated: false }).missing).toBe(
      "the runner's cgroup is not its own",
    );
    expect(openScopes({ ...at, own: "4:memory:/x\n" }).missing).toContain("no cgroup of version 2");
    expect(openScopes({ ...at, own: "0::/not-there\n" }).missing).toContain("cannot be used");
    expect(openScopes({ ...at, own: "0::/../etc\n" }).open("j", 1)).toBeNull();
  });
});
