/** Other ways to run a command line: each returns a line that does what the given one does, or null where it does not fit. */

type Way = (command: string) => string | null;

const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const double = (text: string): string => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const hex = (text: string): string => Buffer.from(text).toString("hex");
const octal = (text: string): string =>
  [...Buffer.from(text)].map((b) => `\\${b.toString(8).padStart(3, "0")}`).join("");
const ansi = (text: string): string =>
  [...Buffer.from(text)].map((b) => `\\x${b.toString(16).padStart(2, "0")}`).join("");

/** The first word, where the line is one plain command and the word a plain name. */
const first =
  (change: (word: string, rest: string) => string): Way =>
  (command) => {
    const found = /^([a-z][\w.-]*)( [^\n]*)$/.exec(command);
    const plain =
      found !== null &&
      !/^(?:if|for|while|until|case|select|function|coproc|time|trap|alias|f|export|declare|unset|clean|bomb|set|shopt|read|mapfile|printf|exec|eval|source)$/.test(
        found[1] ?? "",
      );
    // A changed word is no longer the name of an alias or of a function, and heads only its own command.
    return plain && !/[;&|\n]|<</.test(found[2] ?? "") ? change(found[1] ?? "", found[2] ?? "") : null;
  };

export const WAYS: Readonly<Record<string, Way>> = {
  "sh -c": (c) => `sh -c ${single(c)}`,
  "bash -c, double quotes": (c) => `bash -c ${double(c)}`,
  "bash -lic": (c) => `bash -lic ${single(c)}`,
  "twice nested": (c) => `bash -c ${single(`sh -c ${single(c)}`)}`,
  eval: (c) => `eval ${single(c)}`,
  "eval of a variable": (c) => `zq=${single(c)}; eval "$zq"`,
  "sh -c of a variable": (c) => `zq=${single(c)}; sh -c "$zq"`,
  "two halves": (c) =>
    `za=${single(c.slice(0, c.length >> 1))}; zb=${single(c.slice(c.length >> 1))}; eval "$za$zb"`,
  subshell: (c) => `(\n${c}\n)`,
  group: (c) => `{\n${c}\n}`,
  after: (c) => `true\n${c}`,
  "after &&": (c) => `true && {\n${c}\n}`,
  "after ||": (c) => `false || {\n${c}\n}`,
  "in the background": (c) => `{\n${c}\n} & wait`,
  if: (c) => `if true; then\n${c}\nfi`,
  else: (c) => `if false; then :; else\n${c}\nfi`,
  for: (c) => `for i in 1; do\n${c}\ndone`,
  while: (c) => `while true; do\n${c}\nbreak; done`,
  case: (c) => `case x in\nx)\n${c}\n;; esac`,
  function: (c) => `zfn() {\n${c}\n}; zfn`,
  "pipe into sh": (c) => `printf '%s\\n' ${single(c)} | sh`,
  "cat into bash": (c) => `cat <<'E_O_F' | bash\n${c}\nE_O_F`,
  heredoc: (c) => `bash <<'E_O_F'\n${c}\nE_O_F`,
  "here string": (c) => `sh <<< ${single(c)}`,
  "process substitution": (c) => `bash <(printf '%s' ${single(c)})`,
  "source of a substitution": (c) => `. <(printf '%s' ${single(c)})`,
  base64: (c) => `echo ${base64(c)} | base64 -d | sh`,
  "base64 in a substitution": (c) => `eval "$(base64 --decode <<< ${base64(c)})"`,
  "bash -c of base64": (c) => `bash -c "$(echo ${base64(c)} | base64 -d)"`,
  xxd: (c) => `echo ${hex(c)} | xxd -r -p | bash`,
  "printf octal": (c) => (c.length < 3_000 ? `printf '${octal(c)}' | sh` : null),
  "$'…'": (c) => `eval $'${ansi(c)}'`,
  rev: (c) => (c.includes("\n") ? null : `echo ${single([...c].reverse().join(""))} | rev | sh`),
  "env bash": (c) => `env -i A=1 bash -c ${single(c)}`,
  "env -S": (c) => (/["'\\$#\n`]/.test(c) ? null : `env -S 'sh -c "${c}"'`),
  timeout: (c) => `timeout -k 5 60 bash -c ${single(c)}`,
  "nohup nice": (c) => `nohup nice -n 5 sh -c ${single(c)} &`,
  "setsid stdbuf": (c) => `setsid stdbuf -oL sh -c ${single(c)}`,
  sudo: (c) => `sudo -n -u root sh -c ${single(c)}`,
  busybox: (c) => `busybox sh -c ${single(c)}`,
  xargs: (c) => (c.includes("{}") ? null : `echo x | xargs -I{} sh -c ${single(c)}`),
  find: (c) => (c.includes("{}") ? null : `find . -maxdepth 0 -exec sh -c ${single(c)} \\;`),
  trap: (c) => `trap ${single(c)} EXIT`,
  "python os.system": (c) => `python3 -c ${single(`import os; os.system(${JSON.stringify(c)})`)}`,
  "python subprocess": (c) =>
    `python3 -c ${single(`import subprocess as s; s.run(["bash", "-c", ${JSON.stringify(c)}])`)}`,
  "node execSync": (c) => `node -e ${single(`require("child_process").execSync(${JSON.stringify(c)})`)}`,
  "write, then run": (c) => `cat > z.sh <<'E_O_F'\n${c}\nE_O_F\nbash z.sh`,
  "write, chmod, run": (c) => `printf '%s\\n' ${single(c)} > z && chmod +x z && ./z`,
  "quotes in the word": first((word, rest) => `${word.slice(0, 1)}''${word.slice(1)}${rest}`),
  backslash: first((word, rest) => `\\${word}${rest}`),
  "word in a variable": first((word, rest) => `C=${word}; $C${rest}`),
  "word substituted": first((word, rest) => `$(echo ${word})${rest}`),
  "word from printf": first((word, rest) => `$(printf '${octal(word)}')${rest}`),
  "empty expansion": first((word, rest) => `${word.slice(0, 1)}$@${word.slice(1)}${rest}`),
  "whole path": first((word, rest) => `/usr/bin/${word}${rest}`),
  "${…:-…}": first((word, rest) => `\${nothing:-${word}}${rest}`),
  command: first((word, rest) => `command ${word}${rest}`),
};
