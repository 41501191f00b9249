import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { isHealthy, putAway, takeUp } from "../../../src/runner/agents/conversation.ts";
import { createWorkspace } from "../../../src/runner/state/workspace.ts";
import { offer, usePlace } from "../../support/runner/adapter.ts";
import { makeOffer } from "../../support/runner/bench.ts";

const here = usePlace();

describe("the conversation of an earlier attempt", () => {
  const command = AgentCommand.parse({ cli: "claude" });
  const again = makeOffer({ ...offer, job: "j2", attempt: 2, checkout: {}, limits: {} });

  function spoken(session = "0a-1b"): void {
    const folder = join(
      here.space.home,
      ".claude/projects",
      here.space.checkout.replace(/[^a-zA-Z0-9]/g, "-"),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${session}.jsonl`), "what was said");
    putAway(here.dir, command, offer, here.space, session);
  }

  it("is in place for the next one, where its CLI looks for it, and once only", async () => {
    spoken();
    const next = await createWorkspace(here.dir, again);
    expect(takeUp(here.dir, command, again, next)).toBe("0a-1b");
    const slug = next.checkout.replace(/[^a-zA-Z0-9]/g, "-");
    expect(readFileSync(join(next.home, ".claude/projects", slug, "0a-1b.jsonl"), "utf8")).toBe(
      "what was said",
    );
    expect(takeUp(here.dir, command, again, next)).toBeNull();
  });

  it("is not looked for among more files than any CLI makes", async () => {
    const folder = join(here.space.home, ".claude/projects/many");
    mkdirSync(folder, { recursive: true });
    execFileSync("sh", ["-c", "seq 20001 | xargs touch"], { cwd: folder });
    spoken();
    const next = await createWorkspace(here.dir, again);
    expect(takeUp(here.dir, command, again, next)).toBeNull();
  });

  it("is all of the files that hold it, each where its CLI is told of it", async () => {
    const own = AgentCommand.parse({ cli: "opencode" });
    const folder = join(here.space.home, ".local/share/opencode");
    mkdirSync(join(folder, "log"), { recursive: true });
    for (const name of ["opencode.db", "opencode.db-wal", "log/opencode.log"])
      writeFileSync(join(folder, name), name);
    putAway(here.dir, own, offer, here.space, "ses_1");
    const next = await createWorkspace(here.dir, again);
    expect(takeUp(here.dir, own, again, next)).toBe("ses_1");
    const there = join(next.home, ".local/share/opencode");
    expect(readdirSync(there).sort()).toEqual(["before.db", "before.db-wal"]);
    expect(readFileSync(join(there, "before.db-wal"), "utf8")).toBe("opencode.db-wal");
  });

  it("is not another issue's, another model's, a reviewer's or a first attempt's", () => {
    spoken();
    for (const other of [{ issue: 8 }, { model: "opus" }, { kind: "review" as const }, { attempt: 1 }])
      expect(takeUp(here.dir, command, { ...again, ...other }, here.space)).toBeNull();
  });

  it("is dropped for good when the Worker asks for a fresh start", () => {
    spoken();
    expect(takeUp(here.dir, command, { ...again, fresh: true }, here.space)).toBeNull();
    expect(takeUp(here.dir, command, again, here.space)).toBeNull();
  });

  it("is left behind when it ended badly", () => {
    const trouble = (kind: "too_long" | "throttled") => ({ kind, retry_after_secs: null, message: "" });
    expect(isHealthy(null, null)).toBe(true);
    expect(isHealthy(null, trouble("throttled"))).toBe(true);
    expect(isHealthy(null, trouble("too_long"))).toBe(false);
    expect(isHealthy({ kind: "stall", secs: 1 }, null)).toBe(false);
  });

  it("is not named by what its CLI would take for an option", () => {
    spoken("--dangerously-skip-permissions");
    expect(takeUp(here.dir, command, again, here.space)).toBeNull();
  });

  it("never is a link, or named by a session that is a path", () => {
    const folder = join(here.space.home, ".claude/projects/x");
    mkdirSync(folder, { recursive: true });
    symlinkSync("/etc/hostname", join(folder, "0a-2c.jsonl"));
    putAway(here.dir, command, offer, here.space, "0a-2c");
    putAway(here.dir, command, offer, here.space, "../../etc");
    // Nor somebody else's, to which the agent led the folder.
    const others = join(here.dir, "other");
    mkdirSync(others);
    writeFileSync(join(others, "0a-2d.jsonl"), "private");
    rmSync(join(here.space.home, ".claude/projects"), { recursive: true });
    symlinkSync(others, join(here.space.home, ".claude/projects"));
    putAway(here.dir, command, offer, here.space, "0a-2d");
    expect(takeUp(here.dir, command, again, here.space)).toBeNull();
  });
});
