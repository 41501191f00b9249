import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { changeText, openIssue } from "../../../src/local/forge/change/issue.ts";
import { closedBy } from "../../../src/local/forge/change/keyword.ts";
import { globMatches } from "../../../src/local/forge/change/protection.ts";
import type { Forge } from "../../../src/local/forge/forge.ts";
import { readPushHead, refusal } from "../../../src/local/forge/git/commands.ts";
import { openStore } from "../../../src/local/forge/store/store.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

describe("a change in two steps", () => {
  it("keeps what somebody else changed between them", async () => {
    const dir = await mkdtemp(join(tmpdir(), "adf-forge-change-"));
    undo.push(() => rm(dir, { recursive: true, force: true }));
    const store = openStore(dir);
    undo.push(async () => store.close());
    const user = { id: 1, login: "owner", full_name: "", is_admin: false, created: 0 };
    const repo = {
      id: 1,
      owner: 1,
      name: "r",
      description: "",
      private: false,
      default_branch: "main",
      created: 0,
      updated: 0,
    };
    store.write((tx) => {
      tx.put("users", 1, user);
      tx.put("repos", 1, repo);
    });
    let meddle = false;
    const forge: Forge = {
      dir,
      store,
      url: "http://127.0.0.1:1",
      repositories: new Map(),
      conflictCheck: { ms: 0, until: new Map() },
      meanwhile: null,
      emit() {
        const row = store.get("issues", "1/1");
        if (!meddle) return;
        meddle = false;
        if (row) store.write((tx) => tx.put("issues", "1/1", { ...row, labels: [7] }));
      },
      log() {},
    };
    const issue = await openIssue(forge, repo, user, { title: "old", body: "old" });
    meddle = true;
    await changeText(forge, issue, user, { title: "new", body: "new" });
    expect(store.get("issues", "1/1")).toMatchObject({ title: "new", body: "new", labels: [7] });
  });
});

describe("keywords", () => {
  it("close what they name and nothing else", () => {
    expect(closedBy("Closes #1, fixes #2\nresolved: #3 (close #4)")).toEqual([1, 2, 3, 4]);
    expect(closedBy("see #1; discloses #2; closes#3; fix 4; closes other/repo#5; closes #6-7")).toEqual([]);
  });
});

describe("globs of protections", () => {
  it.each([
    ["main", "main", true],
    ["main", "mainline", false],
    ["release/*", "release/1", true],
    ["release/*", "release/1/2", false],
    ["release/**", "release/1/2", true],
    ["v?.x", "v1.x", true],
    ["v?.x", "v1yx", false],
  ])("%s and %s: %s", (pattern, name, wanted) => {
    expect(globMatches(pattern, name)).toBe(wanted);
  });
});

describe("the head of a push", () => {
  const pkt = (text: string) => `${(text.length + 4).toString(16).padStart(4, "0")}${text}`;
  const [a, b] = ["a".repeat(40), "b".repeat(40)];
  const whole = Buffer.from(
    `${pkt(`${a} ${b} refs/heads/x\0 report-status side-band-64k`)}${pkt(`${b} ${a} refs/heads/y`)}0000PACK`,
  );
  it("is read whole, however the bytes arrive", () => {
    const end = whole.indexOf("0000PACK") + 4;
    for (let cut = 0; cut < end; cut++) expect(readPushHead(whole.subarray(0, cut))).toBeNull();
    for (let cut = end; cut <= whole.length; cut++) {
      const head = readPushHead(whole.subarray(0, cut));
      expect(head?.commands.map((command) => command.ref)).toEqual(["refs/heads/x", "refs/heads/y"]);
      expect(head?.capabilities.has("side-band-64k")).toBe(true);
    }
  });
  it("is refused when it is none", () => {
    expect(() => readPushHead(Buffer.from("zzzzhello"))).toThrow(/pkt-lines/);
    expect(() => readPushHead(Buffer.from("0002"))).toThrow(/pkt-lines/);
  });
  it("gets a refusal that names every ref, also without side bands", () => {
    const plain = refusal(
      { commands: [{ from: a, to: b, ref: "refs/heads/x" }], capabilities: new Set() },
      "no",
    );
    expect(plain.toString()).toBe(
      `${pkt("unpack ok\n")}${pkt("ng refs/heads/x pre-receive hook declined\n")}0000`,
    );
  });
});
