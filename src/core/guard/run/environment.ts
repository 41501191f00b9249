/**
 * Variables by which a program is made to run something: `GIT_EDITOR`, `NODE_OPTIONS`, `LESSOPEN`, `BASH_ENV`, … What one is set
 * to is judged where it is set, as if the program ran it at once: nothing in the line that starts the program shows it.
 */
import { hasHole, isKnown } from "../value.ts";
import { runText } from "./builtin.ts";
import { codeFile } from "./disk.ts";
import { deeper, type Frame, type Machine } from "./machine.ts";
import { words } from "./options.ts";
import { freshBelow } from "./toolchain.ts";

/** The value is a command line, or the name of a program. */
const COMMAND =
  /^(?:GIT_(?:SSH(?:_COMMAND)?|EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|PROXY_COMMAND|ASKPASS)|(?:SSH|SUDO)_ASKPASS|\w*(?:EDITOR|PAGER|BROWSER)|VISUAL|FCEDIT|HGMERGE|LESSOPEN|LESSCLOSE|(?:RSYNC|CVS|BORG)_RSH|SVN_SSH|RSYNC_CONNECT_PROG|PROMPT_COMMAND|SHELL|CONFIG_SHELL|MAKE|MAKESHELL|CC|CXX|CPP|LD|AR|AS|NM|RANLIB|OBJCOPY|STRIP|FC|RUSTC|RUSTDOC|RUSTFMT|CARGO|(?:CARGO_BUILD_)?RUSTC(?:_WORKSPACE)?(?:_WRAPPER)?|CARGO_TARGET_\w+_(?:RUNNER|LINKER)|CMAKE_\w+_(?:COMPILER|LINKER)_LAUNCHER|FZF_\w*COMMAND|(?:BORG|RESTIC)_(?:PASSCOMMAND|PASSWORD_COMMAND)|ANSIBLE_VAULT_PASSWORD_FILE|npm_config_(?:script_shell|editor|viewer|git)|NPM_CONFIG_(?:SCRIPT_SHELL|EDITOR|GIT)|MAILER|SENDMAIL|TERMINAL|DIFFPROG|SYSTEMD_(?:PAGER|EDITOR))$/;

/** The value is words for the program: option after option. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  NODE_OPTIONS: ["node"],
  PERL5OPT: ["perl"],
  RUBYOPT: ["ruby"],
  TAR_OPTIONS: ["tar"],
  MAKEFLAGS: ["make"],
  GNUMAKEFLAGS: ["make"],
  GOFLAGS: ["go", "build"],
  JAVA_TOOL_OPTIONS: ["java"],
  JDK_JAVA_OPTIONS: ["java"],
  _JAVA_OPTIONS: ["java"],
  MAVEN_OPTS: ["java"],
  GRADLE_OPTS: ["java"],
  SBT_OPTS: ["java"],
  FZF_DEFAULT_OPTS: ["fzf"],
  RUSTFLAGS: ["rustc"],
  PYTEST_ADDOPTS: ["pytest"],
};
/** The value is commands of an editor. */
const EDITOR = /^(?:VIMINIT|EXINIT|NVIMINIT|GVIMINIT)$/;
/** The value is code, or `@` and a file with code. */
const CODE: Readonly<Record<string, string>> = { PERL5DB: "perl" };
/** The value names a file that is run at the start. */
const FILE: Readonly<Record<string, string>> = {
  BASH_ENV: "shell",
  ENV: "shell",
  PYTHONSTARTUP: "python",
  R_PROFILE: "r",
  R_PROFILE_USER: "r",
  MAKEFILES: "make",
  IRBRC: "ruby",
  PSQLRC: "sql",
  CMAKE_TOOLCHAIN_FILE: "cmake",
};
/** The value is folders in which programs look for code; these names they take without being asked to. */
const FOLDERS: Readonly<Record<string, { readonly language: string; readonly always: readonly string[] }>> = {
  PYTHONPATH: { language: "python", always: ["sitecustomize.py", "usercustomize.py"] },
  PYTHONHOME: { language: "python", always: [] },
  PYTHONUSERBASE: { language: "python", always: [] },
  PERL5LIB: { language: "perl", always: ["sitecustomize.pl"] },
  PERLLIB: { language: "perl", always: [] },
  RUBYLIB: { language: "ruby", always: [] },
  NODE_PATH: { language: "node", always: [] },
  LUA_PATH: { language: "lua", always: [] },
  JULIA_LOAD_PATH: { language: "julia", always: [] },
  R_LIBS: { language: "r", always: [] },
  ZDOTDIR: { language: "shell", always: [".zshenv", ".zshrc"] },
};

/** Judges what setting `name` to `value` makes somebody run. `frame` is the one outside the assignment. */
export function variableSet(name: string, value: string, frame: Frame, m: Machine): void {
  if (value === "" || (hasHole(value) && !/[\s/]/.test(value))) return;
  const own = deeper(frame, { stdin: undefined });
  if (COMMAND.test(name)) {
    // `|program %s` is how LESSOPEN says that it prints.
    runText(name.startsWith("LESS") ? value.replace(/^\|{0,2}-?/, "") : value, own, m);
    return;
  }
  const program = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (name.endsWith("MAKEFLAGS") && value.includes("$(")) m.argv(["make", "--eval", value], own);
  if (program !== undefined) m.argv([...program, ...optionWords(name, value)], own);
  else if (EDITOR.test(name)) m.argv(["vim", "-c", value], own);
  else if (name === "LUA_INIT" || /^LUA_INIT_5_\d$/.test(name)) {
    if (value.startsWith("@")) codeFile(value.slice(1), "lua", [], own, m);
    else m.code("lua", value, own);
  } else if (Object.hasOwn(CODE, name)) m.code(CODE[name] ?? "", value, own);
  else if (Object.hasOwn(FILE, name)) startFile(name, value, own, m);
  else if (Object.hasOwn(FOLDERS, name)) folders(name, value, own, m);
}

/** make takes letters without a dash first, and its variables and options after them. */
const optionWords = (name: string, value: string): readonly string[] =>
  /MAKEFLAGS$/.test(name)
    ? words(value).map((word, i) => (i === 0 && /^\w+$/.test(word) ? `-${word}` : word))
    : words(value);

/** A shell fills in the name of its start file first, substitutions included. */
function startFile(name: string, value: string, frame: Frame, m: Machine): void {
  const language = FILE[name] ?? "shell";
  if (language === "shell" && /[$`]/.test(value) && isKnown(value))
    m.text(`: "${value.replaceAll('"', "")}"`, frame);
  if (language === "sql") m.argv(["psql", "-f", value], frame);
  else if (language === "make") for (const file of words(value)) m.argv(["make", "-f", file], frame);
  else if (!(name === "ENV" && !value.includes("/"))) codeFile(value, language, [], frame, m);
}

function folders(name: string, value: string, frame: Frame, m: Machine): void {
  const { language, always } = FOLDERS[name] ?? { language: "any", always: [] };
  for (const folder of value.split(/[:;]/)) {
    if (folder === "") continue;
    for (const file of always) codeFile(`${folder}/${file}`, language, [], frame, m);
    for (const file of freshBelow(folder, language, frame)) codeFile(file, language, [], frame, m);
  }
}
