/** What package managers run from the checkout: scripts, tasks, what an install runs by itself, other packages of a workspace. */
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

const HARM = "rm -rf ~/x";
const NODE = "require('fs').rmSync('/home/dev/x',{recursive:true})";

const verdict = (command: string, files: Readonly<Record<string, string>>) => {
  const there = Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text] as const);
  return judge(command, place(Object.fromEntries(there))).decision;
};
const scripts = (made: object, more: object = {}) => ({
  "package.json": JSON.stringify({ scripts: made, ...more }),
});

describe("scripts of package.json", () => {
  it.each([
    ["npm --silent run a", { a: HARM }],
    ["npm run a", { prea: HARM, a: "true" }],
    ["npm restart", { stop: HARM }],
    ["npm restart", { start: HARM }],
    ["npm tst", { test: HARM }],
    ["npm it", { test: HARM }],
    ["npm cit", { test: HARM }],
    ["npm i", { postinstall: HARM }],
    ["npm install", { preinstall: HARM }],
    ["npm ci", { prepare: HARM }],
    ["npm pack", { prepack: HARM }],
    ["npm version patch", { preversion: HARM }],
    ["npm link", { prepare: HARM }],
    ["yarn", { postinstall: HARM }],
    ["pnpm i", { prepare: HARM }],
    ["bun install", { postinstall: HARM }],
    ["bun add x", { postinstall: HARM }],
    ["bun --bun run a", { a: HARM }],
    ["npm run a ~/x", { a: "rm -rf" }],
    ["npm run a -- ~/x", { a: "rm -rf" }],
    ["yarn a ~/x", { a: "rm -rf" }],
    ["pnpm run a -rf ~/x", { a: "rm" }],
    ["cd src/deep && npm run a", { a: HARM }],
    ["npx npm-run-all b", { b: HARM }],
    ["npm run a", { a: "run-s b", b: HARM }],
    ["npm run a", { a: "run-p b:*", "b:x": HARM }],
    ["npm run a", { a: "concurrently 'npm:b-*'", "b-c": HARM }],
    ["npx turbo run a", { a: HARM }],
    ["nr a", { a: HARM }],
    ["ni", { postinstall: HARM }],
    ["node --run a", { a: HARM }],
    ["deno task a", { a: HARM }],
  ])("%s is refused for what it runs", (command, made) => {
    expect(verdict(command, scripts(made))).toBe("deny");
    expect(verdict(command, { "package.json": `\ufeff${scripts(made)["package.json"]}` })).toBe("deny");
    expect(verdict(command, scripts({ other: HARM }))).toBe("allow");
  });

  it.each([
    ["npm run a", { a: "rm -rf dist && tsc -b" }],
    ["npm run a", { a: "npm run a" }],
    ["npm run b", { a: HARM, b: "tsc" }],
    ["npm install left-pad", { postinstall: HARM }],
    ["npm install --ignore-scripts", { postinstall: HARM }],
    [
      "npm ci",
      { prepare: "husky", postinstall: "patch-package && npm run build", build: "rm -rf dist; tsc" },
    ],
    ["npm ci", { prepare: "git config core.hooksPath .githooks" }],
    ["npm version patch --no-git-tag-version", { preversion: "npm test", version: "git add -A" }],
    ["npm test -- --watch src", { test: "vitest" }],
    ["npm publish --dry-run", { build: "tsc" }],
  ])("%s is let through with %j", (command, made) => {
    expect(verdict(command, scripts(made))).toBe("allow");
  });

  const member = { "packages/b/package.json": JSON.stringify({ name: "@x/b", scripts: { a: HARM } }) };
  it.each([
    "npm run a -w packages/b",
    "npm -w packages/b run a",
    "npm run a --workspaces",
    "npm run a -ws",
    "npm --prefix packages/b run a",
    "pnpm -r a",
    "pnpm --filter @x/b run a",
    "pnpm --filter ./packages/b run a",
    "pnpm -C packages/b a",
    "yarn workspace @x/b a",
    "yarn workspaces run a",
    "yarn workspaces foreach -A run a",
    "bun run --filter @x/b a",
    "npx lerna run a",
  ])("%s is refused for what a package of the workspace runs", (command) => {
    expect(verdict(command, { ...scripts({}, { workspaces: ["packages/b"] }), ...member })).toBe("deny");
    const yaml = { "pnpm-workspace.yaml": "packages:\n  - 'packages/b'\n" };
    expect(verdict(command, { ...scripts({}), ...yaml, ...member })).toBe("deny");
    expect(verdict(command, scripts({ other: HARM }, { workspaces: ["packages/b"] }))).toBe("allow");
  });

  it("of a package that a pattern stands for are found by its name", () => {
    const all = { ...scripts({}, { workspaces: ["packages/*"] }), ...member };
    expect(verdict("npm run a -w b", all)).toBe("deny");
    expect(verdict("yarn workspace @x/b a", all)).toBe("deny");
  });

  it.each([
    "npm exec --call='rm -rf ~/x'",
    "npx --call='rm -rf ~/x'",
    "npx -p cowsay -c 'rm -rf ~/x'",
    "pnpm --filter a exec rm -rf ~/x",
    "yarn workspaces foreach -A exec rm -rf ~/x",
    "yarn workspace b exec rm -rf ~/x",
    "bun x rm -rf ~/x",
    "npm pkg set scripts.postinstall='rm -rf ~/x'; npm i",
    "npm pkg set 'scripts[a]=rm -rf ~/x'; npm run a",
    `echo '{"scripts":{"postinstall":"rm -rf ~/x"}}' > package.json; npm install`,
    "deno task --eval 'rm -rf ~/x'",
  ])("%s is refused", (command) => {
    expect(verdict(command, {})).toBe("deny");
  });

  it.each(["npx -p cowsay cowsay -c x", "npm exec -- tsc -c x", "pnpm --filter a exec tsc -b", "bun x tsc"])(
    "%s is let through",
    (command) => {
      expect(verdict(command, scripts({ a: HARM }))).toBe("allow");
    },
  );

  it("are run by the shell that is set", () => {
    const evil = { "evil.sh": "#!/bin/sh\nrm -rf ~/x", ...scripts({ a: "true" }) };
    expect(verdict("npm run a --script-shell ./evil.sh", evil)).toBe("deny");
    expect(verdict("npm run a", { ...evil, ".npmrc": "script-shell = ./evil.sh\n" })).toBe("deny");
    expect(verdict("npm run a --script-shell bash", evil)).toBe("allow");
  });
});

describe("tasks of deno.json", () => {
  const tasks = (made: object) => ({ "deno.json": JSON.stringify({ tasks: made }) });
  it.each([
    ["deno task a", tasks({ a: HARM })],
    ["deno task a", { "deno.jsonc": `{ // all\n "tasks": { "a": "rm -rf ~/x", /* b */ }, }` }],
    ["deno task --quiet a", tasks({ a: { command: "true", dependencies: ["b"] }, b: HARM })],
    ["deno task --cwd sub a", { "sub/deno.json": tasks({ a: HARM })["deno.json"] }],
    ["deno task -c x.json a", { "x.json": tasks({ a: HARM })["deno.json"] }],
    ["deno run a", tasks({ a: HARM })],
    ["deno test -A a.ts", { "a.ts": "await Deno.remove('/home/dev/x')" }],
    ["deno run -A --config deno.json a.ts", { "a.ts": "await Deno.remove('/home/dev/x')" }],
  ])("%s is refused for what it runs", (command, files) => {
    expect(verdict(command, files)).toBe("deny");
  });
  it.each([
    ["deno task a", tasks({ a: "deno run -A main.ts", b: HARM })],
    ["deno task", tasks({ a: "deno run -A main.ts", b: HARM })],
    ["deno task a", { "deno.json": "{ not json" }],
  ])("%s is let through", (command, files) => {
    expect(verdict(command, files)).toBe("allow");
  });
});

describe("a file without its whole name", () => {
  it.each([
    ["node clean", "clean.js"],
    ["node .", "index.js"],
    ["node lib/", "lib/index.js"],
    ["node -r ./p x.js", "p.js"],
    ["npx tsx watch a.ts", "a.ts"],
    ["npx zx a.mjs", "a.mjs"],
  ])("%s is read", (command, file) => {
    expect(verdict(command, { [file]: NODE })).toBe("deny");
    expect(verdict(command, { "other.js": NODE })).toBe("allow");
  });
  it.each([
    ["python3 -m b", "b.py"],
    ["python3 -m pkg.b", "pkg/b.py"],
    ["python3 -m pkg", "pkg/__main__.py"],
    ["python3 pkg", "pkg/__main__.py"],
    ["python3 .", "__main__.py"],
  ])("%s is read", (command, file) => {
    expect(verdict(command, { [file]: "import shutil\nshutil.rmtree('/home/dev/x')\n" })).toBe("deny");
    expect(verdict(command, {})).toBe("allow");
  });
  it.each([
    'source "$(dirname "$0")/b.sh"',
    'cd "$(dirname "$0")"; source ./b.sh',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
    '. "${0%/*}/b.sh"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
    'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"; . "$DIR/b.sh"',
  ])("what lies beside a script is found by %s", (line) => {
    expect(verdict("bash scripts/a.sh", { "scripts/a.sh": line, "scripts/b.sh": HARM })).toBe("deny");
    expect(verdict("bash scripts/a.sh", { "scripts/a.sh": line, "scripts/b.sh": "ls" })).toBe("allow");
  });
});
