import { describe, expect, it } from "vitest";
import { type GuardContext, judge } from "../../../src/core/guard/index.ts";
import { corpus, place } from "./corpus.ts";

const verdict = (command: string, context: GuardContext = place()) => judge(command, context).decision;
const rule = (command: string, context: GuardContext = place()) => judge(command, context).rule;

describe("a rule that asks", () => {
  const attended = { ...place(), unattended: false };

  it("asks where a person is there, and refuses where nobody is", () => {
    for (const line of ["git stash drop", "git clean -fd", "npm install -g left-pad", "rm -rf $UNSET"]) {
      expect(judge(line, attended)).toMatchObject({ decision: "ask" });
      expect(judge(line, place())).toMatchObject({ decision: "deny", rule: judge(line, attended).rule });
      expect(judge(line, { ...place(), unattended: true }).decision).toBe("deny");
    }
  });

  it("asks nobody about a line of which another part is refused, in either order", () => {
    for (const line of ["git clean -fd; rm -rf /home/dev/x", "rm -rf /home/dev/x; git clean -fd"])
      expect(judge(line, attended)).toMatchObject({ decision: "deny", rule: "filesystem.delete-outside" });
  });

  it("changes nothing else: what is refused without a person is not allowed with one", () => {
    const allowed = corpus().filter(
      ({ label, command }, i) =>
        label === "deny" && i % 5 === 0 && judge(command, attended).decision === "allow",
    );
    expect(allowed).toEqual([]);
  });
});

describe("the place decides", () => {
  it("the same words are harmless in the checkout and harmful elsewhere", () => {
    expect(verdict("rm -rf dist")).toBe("allow");
    expect(verdict("rm -rf dist", { ...place(), cwd: "/home/dev/other", root: "/home/dev/project" })).toBe(
      "deny",
    );
    expect(
      verdict("rm -rf ../lib", { ...place(), cwd: "/home/dev/project/src", root: "/home/dev/project" }),
    ).toBe("allow");
  });

  it("nothing is the agent's in a home, in / or where there is no checkout", () => {
    expect(verdict("rm -rf dist", { cwd: "/home/dev", home: "/home/dev" })).toBe("deny");
    expect(verdict("rm -rf etc", { cwd: "/", home: "/home/dev" })).toBe("deny");
    expect(verdict("rm -rf dist", { cwd: "/srv/x", home: "/home/dev", root: null })).toBe("deny");
  });

  it("a checkout below /tmp is a checkout, not scratch", () => {
    const context = { cwd: "/tmp/job-1/checkout", home: "/tmp/job-1/home", root: "/tmp/job-1/checkout" };
    expect(verdict("rm -rf dist", context)).toBe("allow");
    expect(rule("rm -rf .git", context)).toBe("filesystem.delete-checkout");
    expect(rule("rm -rf ~", context)).toBe("filesystem.delete-outside");
  });

  it("symbolic links on disk lead where they lead", () => {
    const realpath = (path: string) => path.replace("/home/dev/project/out", "/srv/shared");
    expect(verdict("rm -rf out/data", { ...place(), realpath })).toBe("deny");
    expect(verdict("rm out", { ...place(), realpath })).toBe("allow");
    expect(
      verdict("cat note", {
        ...place(),
        realpath: (p) => (p.endsWith("/project") ? p : "/home/dev/.ssh/id_rsa"),
      }),
    ).toBe("allow");
  });

  it("what belongs to the factory is nobody's to change", () => {
    const context = {
      ...place(),
      root: "/home/dev/project",
      factory: ["/home/dev/project/.adf-state", "/tmp/adf"],
    };
    expect(rule("rm -rf .adf-state", context)).toBe("factory.settings");
    expect(rule("echo x > /tmp/adf/guard.sock", context)).toBe("factory.settings");
  });
});

describe("the answer", () => {
  it("knows a credential under any name that code gave it, after any number of others", () => {
    const others = Array.from({ length: 60 }, (_, i) => `t${i}=os.environ["T${i}_TOKEN"]`).join("; ");
    expect(rule(`python3 -c 'import os; ${others}; print(t59)'`)).toBe("secret.environment");
    expect(rule(`python3 -c 'import os; ${others}; print(t60)'`)).toBe("none");
    expect(rule(`python3 -c 'import os; held=os.environ["T_TOKEN"]; print(held)'`)).toBe(
      "secret.environment",
    );
  });

  it("names the rule, the part that was judged and what to do instead", () => {
    expect(judge("cd src && sudo -u x bash -c 'echo hi; git reset --hard'", place())).toEqual({
      decision: "deny",
      rule: "git.discard",
      reason: expect.stringContaining("uncommitted"),
      alternative: expect.stringContaining("git stash"),
      evidence: "git reset --hard",
    });
  });

  it("is a deny for what cannot be parsed, is too long, too deep or too much", () => {
    expect(rule('echo "open')).toBe("shell.unparseable");
    expect(rule(`echo ${"x".repeat(200_000)}`)).toBe("shell.too-long");
    expect(rule(`${"( ".repeat(60)}ls${" )".repeat(60)}`)).toBe("shell.too-deep");
    expect(rule(`${"$(".repeat(60)}ls${")".repeat(60)}`)).toBe("shell.too-deep");
    expect(
      rule("for a in {1..90}; do for b in {1..90}; do for c in {1..90}; do echo; done; done; done"),
    ).toBe("shell.too-deep");
  });

  it("is a deny when judging itself fails", () => {
    const read = () => {
      throw new Error("disk on fire");
    };
    expect(judge("bash x.sh", { ...place(), read })).toMatchObject({
      decision: "deny",
      rule: "shell.internal",
    });
  });

  it("is the same every time, whatever stands in the text", () => {
    const command = "rm -rf \ufdd0\ufdd8/ x";
    expect(judge(command, place())).toEqual(judge(command, place()));
    expect(verdict("echo '\ufdd0\ufdd6' | sh")).toBe("allow");
  });
});

describe("the owner's policy", () => {
  const policy = {
    deny: [{ name: "no-compose", command: "docker compose up **", reason: "the machine has no room for it" }],
    allow: [{ rule: "container.destroy", command: "docker volume rm test-*" }],
  };
  const context = { ...place(), policy };

  it("adds rules, also for what is wrapped", () => {
    expect(judge("cd x && sudo docker compose up -d", context)).toMatchObject({
      rule: "project.no-compose",
      reason: "the machine has no room for it",
    });
    expect(verdict("docker compose ps", context)).toBe("allow");
  });

  it("lets through one rule for one shape, and nothing else in the line", () => {
    expect(verdict("docker volume rm test-db", context)).toBe("allow");
    expect(verdict("docker volume rm prod-db", context)).toBe("deny");
    expect(verdict("docker volume rm test-db prod-db", context)).toBe("deny");
    expect(verdict("docker volume rm test-db; rm -rf ~", context)).toBe("deny");
    expect(verdict("docker volume rm test-$(cat x)", context)).toBe("deny");
  });
});

describe("what an earlier line left behind", () => {
  const settings = `[remote "origin"]
	url = git@forge.example:o/r.git
[remote "fork"]
	url = https://forge.example/me/r.git
[remote "away"]
	url = https://away.example/x.git
[remote "sly"]
	url = git@forge.example:o/r.git
	pushurl = git@away.example:x.git
`;
  const project = (files: Readonly<Record<string, string>>) =>
    place(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text])),
    );

  it("is an alias, however git's settings spell it", () => {
    const spelled = [
      "[alias]\n\twipe = !rm -rf ~\n",
      "[core]\n\tbare = false\n[alias] WIPE = !rm -rf ~ # tidy up",
      '[Alias]\n\twipe = "!rm -rf \\"$HOME\\"" ; tidy up\n',
      "[alias]\n\twipe = !rm \\\n\t\t-rf ~\n",
      "[alias]\n\tx = log\n[user]\n\tname = a\n[alias]\n\twipe = !rm -rf ~\n",
      "[alias]\n\twipe = status\n\twipe = !rm -rf ~\n\twipe = log\n",
      '[alias "wipe"]\n\tcommand = !rm -rf ~\n',
      "[alias]\n\twipe = \"-c core.pager='rm -rf ~' log\"\n",
      "[alias]\n\twipe = reset --hard\n",
      "[alias]\n\twipe = tidy\n\ttidy = !rm -rf ~\n",
    ];
    for (const text of spelled) {
      expect(verdict("git wipe", project({ ".git/config": text })), text).toBe("deny");
      expect(verdict("git -C sub wipe", project({ "sub/.git/config": text })), text).toBe("deny");
      const included = { ".git/config": "[include]\n\tpath = more\n", ".git/more": text };
      expect(verdict("git wipe", project(included)), text).toBe("deny");
    }
    const harmless = '[alias]\n\tst = status\n\t# st = !rm -rf ~\n[x "alias"]\n\tst = "!rm -rf ~"\n';
    expect(verdict("git st", project({ ".git/config": harmless }))).toBe("allow");
    expect(verdict("git round", project({ ".git/config": "[alias]\n\tround = round\n" }))).toBe("deny");
  });

  it("is a remote: one on origin's host may be pushed to, one on another may not", () => {
    const repository = project({ ".git/config": settings });
    for (const remote of ["origin", "fork"]) expect(rule(`git push ${remote} HEAD`, repository)).toBe("none");
    for (const remote of ["away", "sly"])
      expect(rule(`git push ${remote} HEAD`, repository)).toBe("git.remote");
  });

  it("is a compose file: the machine may not be mounted, rights are the project's business", () => {
    const compose = (lines: string) => project({ "compose.yaml": `services:\n  a:\n    image: x\n${lines}` });
    for (const mount of ["- /:/host", "- ~:/home", '- "/etc:/etc"'])
      expect(rule("docker compose up -d", compose(`    volumes:\n      ${mount}\n`))).toBe(
        "container.escape",
      );
    for (const harmless of [
      "    privileged: true\n",
      "    volumes:\n      - ./data:/data\n",
      "    pid: host\n",
    ])
      expect(rule("docker compose up -d", compose(harmless))).toBe("none");
  });
});

describe("a word that every JavaScript object knows", () => {
  const words = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"];
  const places = (word: string) => [
    `echo $${word}`,
    `echo "\${${word}:0:4}\${${word}^^}"`,
    `${word} --help`,
    `git ${word} --all`,
    `npm run ${word}`,
    `${word}=1 env`,
    `printenv ${word}`,
    `make ${word}`,
  ];

  it("is judged as any other, wherever it stands", () => {
    const lines = (word: string) => places(word).map((line) => judge(line, place()).rule);
    for (const word of words) expect(lines(word), word).toEqual(lines("another"));
    expect(rule("rm -rf $constructor/x")).toBe(rule("rm -rf $another/x"));
  });
});
