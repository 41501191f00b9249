/** Files of commands that editors, debuggers, terminals and text tools are given, and what stands in them behind much that is harmless. */
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

const HARM = "rm -rf ~/x";
const WORDS = "rm -rf /home/dev/x";
const PYTHON = "import shutil\nshutil.rmtree('/home/dev/x')\n";
const NODE = "require('fs').rmSync('/home/dev/x',{recursive:true})";

const verdict = (command: string, files: Readonly<Record<string, string>>) => {
  const there = Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text] as const);
  return judge(command, place(Object.fromEntries(there))).decision;
};

describe("a file that the line names", () => {
  it.each([
    ["vim -c 'source f'", `!${HARM}`],
    ["vim +'so f' +q", `silent !${HARM}`],
    ["vim -s f", `:!${HARM}\n`],
    ["vim -S f", `set nu | silent! exe "!${HARM}"`],
    ["vim -S f", `call system("true") | call system('${HARM}')`],
    ["vim -c 'luafile f'", `os.execute('${WORDS}')`],
    ["vim -c 'py3file f'", PYTHON],
    ["nvim -l f", "vim.fn.delete('/home/dev/x', 'rf')"],
    ["vim -es -c '%!sh' -c q f", HARM],
    ["ex -sc 'w !bash' f", HARM],
    ["printf '%s\\n' '1,$w !sh' q | ed f", HARM],
    ["ed -s x < f", `r !${HARM}\n`],
    ["ed -s x < f", "a\nhello\n.\nw /home/dev/x\n"],
    ["emacs --batch -l f", '(delete-directory "/home/dev/x" t)'],
    [`emacs --batch --eval '(load "f")'`, '(delete-directory "/home/dev/x" t)'],
    ["gdb -batch -ex 'source f'", `!${HARM}`],
    ["gdb -batch -x f", "python\nimport shutil\nshutil.rmtree('/home/dev/x')\nend"],
    ["gdb -batch -x f", `pipe info files | sh -c '${HARM}'`],
    ["gdb -ix f ./app", `shell ${HARM}`],
    ["gdb -batch -ex 'make -f f'", `all:\n\t${HARM}`],
    ["lldb -b -o 'command source f'", `shell ${HARM}`],
    ["lftp -f f", `!${HARM}`],
    ["tmux source-file f", `run-shell '${HARM}'`],
    ["tmux -f f new -d", `bind x run-shell '${HARM}'`],
    ["tmux load-buffer f", HARM],
    ["screen -c f", `exec ${HARM}`],
    ["expect f", `spawn bash\nsend "${HARM}\\r"`],
    ["tclsh f", "set d /home/dev/x\nfile delete -force $d"],
    ["awk '{ system($0) }' f", HARM],
    [`awk '{ print | "sh" }' f`, HARM],
    [`awk '@include "f"; BEGIN {}'`, `BEGIN { system("${HARM}") }`],
    ["gawk -i f 'BEGIN {}'", `BEGIN { system("${HARM}") }`],
    ["sed e f", HARM],
    ["sed 's/^//e' f", HARM],
    ["perl -ne 'system $_' f", WORDS],
    ["ruby -ne 'system($_)' f", WORDS],
    ["parallel :::: f", HARM],
    ["parallel rm -rf :::: f", "/home/dev/x\n"],
    ["pm2 start f.sh", HARM],
  ])("%s is read as its program reads it: %j", (command, text) => {
    const name = command.includes("f.sh") ? "f.sh" : "f";
    expect(verdict(command, { [name]: text })).toBe("deny");
    expect(verdict(command, { [name]: "" })).toBe("allow");
  });

  it.each([
    ["gdb -x f.py", "f.py", PYTHON],
    ["lldb -b -o 'command script import f.py'", "f.py", PYTHON],
    ["nvim --headless -S f.lua", "f.lua", `os.execute('${WORDS}')`],
    ["python3 -c 'import os, f'", "f.py", PYTHON],
    ["python3 -c 'from pkg.f import *'", "pkg/f.py", PYTHON],
    [`python3 -c 'import runpy; runpy.run_path("f.py")'`, "f.py", PYTHON],
    [`node -e 'require("./f")'`, "f.js", NODE],
    [`node --input-type=module -e 'await import("./f.mjs")'`, "f.mjs", NODE],
    [`ruby -e 'load "./f.rb"'`, "f.rb", `system("${WORDS}")`],
    [`perl -e 'do "./f.pl"'`, "f.pl", `system("${WORDS}")`],
    [`php -r 'include "f.php";'`, "f.php", `<?php system("${WORDS}");`],
    ["python3 f.py /home/dev/x", "f.py", "import sys, shutil\nshutil.rmtree(sys.argv[1])"],
    ["node f.js /home/dev/x", "f.js", "require('fs').rmSync(process.argv[2])"],
  ])("%s is refused for %s", (command, name, text) => {
    expect(verdict(command, { [name]: text })).toBe("deny");
    expect(verdict(command, { [name]: "" })).toBe("allow");
  });

  it.each([
    [
      "vim -S f",
      "set nu | syntax on\nnnoremap x :w<CR>\nwrite out.txt\nautocmd BufWritePre * silent! %s/a/b/e",
    ],
    ["vim -es -c '%!sort' -c wq f", HARM],
    ["ed -s x < f", `a\n!${HARM}\n.\nw\nq\n`],
    ["gdb -batch -x f ./app", "break main\nrun\nbt\npython print(1)\nsource more.gdb\n"],
    [
      "tmux -f f new -d",
      "set -g mouse on\nbind r source-file f2\nset-hook -g client-attached 'run-shell \"echo hi\"'\n",
    ],
    ["awk '{ print $1 }' f", HARM],
    ["sed -n 's/e/x/p' f", HARM],
    ["sed -e 's/one/e/' -e '1d' f", HARM],
    ["perl -ne 'print if /rm/' f", HARM],
    ["parallel echo :::: f", HARM],
    ["expect f", 'spawn npm init\nexpect "name"\nsend "my-app\\r"\n'],
    ["python3 -c 'import json, sys; print(json.load(sys.stdin))'", ""],
    ["python3 f /usr/share/dict/words", "import os, sys\nopen(sys.argv[1])\nos.remove(tmp)"],
  ])("%s is let through: %j", (command, text) => {
    expect(verdict(command, { f: text })).toBe("allow");
  });
});

describe("harm behind much that is harmless", () => {
  const lines = (n: number, last: string) =>
    `${Array.from({ length: n }, (_, i) => `echo ${i}`).join("\n")}\n${last}\n`;
  it.each<readonly [string, string]>([
    ["parallel < f", lines(300, HARM)],
    ["cat f | parallel", lines(300, HARM)],
    ["xargs -I{} sh -c '{}' < f", lines(300, WORDS)],
    ["xargs rm < f", `${"a ".repeat(2_100)} -rf /home/dev/x`],
    [
      "for x in $(cat f); do rm -rf $x; done",
      `${Array.from({ length: 2_100 }, (_, i) => `a${i}`).join("\n")}\n/home/dev/x`,
    ],
    ["perl -ne 'system($_)' f", lines(300, WORDS)],
  ])("is found by %s", (command, text) => {
    expect(verdict(command, { f: text })).toBe("deny");
    expect(verdict(command, { f: text.replace(/(?:rm|-rf).*\n?$/, "").replace("/home/dev/x", "") })).toBe(
      "allow",
    );
  });

  it("is found behind many words of printf, aliases and hosts", () => {
    expect(verdict(`printf '%s\\n' ${"true ".repeat(600)} '${HARM}' | sh`, {})).toBe("deny");
    const aliases = Array.from({ length: 60 }, (_, i) => `import a${i} as b${i}\n`).join("");
    expect(verdict(`python3 -c '${aliases}from os import remove as r\nr("/home/dev/x")'`, {})).toBe("deny");
    const hosts = Array.from({ length: 30 }, (_, i) => `"h${i}.example.org"`).join(",");
    const put = 'http.request("PUT", "/api/v1/repos/a/b/branch_protections")';
    expect(verdict(`python3 -c 'import http.client\nx=[${hosts},"git.example.org"]\n${put}'`, {})).toBe(
      "deny",
    );
  });
});
