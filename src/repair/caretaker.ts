/**
 * Cleans up behind an end that nobody can prepare for: `kill -9`. A small shell in a session of its own reads
 * from a pipe what is running and which folders are in use; when the pipe closes, because this process is gone
 * for whatever reason, it kills those process groups and removes those folders.
 */
import { type ChildProcess, spawn } from "node:child_process";

/** `+thing` and `-thing`, a line each; a thing is `group:<pid>` or `folder:<path>`. No path is ever a word of shell. */
const SCRIPT = `
while IFS= read -r line; do
  case $line in
    +*) set -- "$@" "\${line#+}" ;;
    -*) for one do shift; [ "$one" = "\${line#-}" ] || set -- "$@" "$one"; done ;;
  esac
done
for one do case $one in group:*) kill -9 "-\${one#group:}" ;; esac; done
for one do case $one in folder:*) rm -rf -- "\${one#folder:}" ;; esac; done
`;

export type Charge = `group:${number}` | `folder:${string}`;

let shell: ChildProcess | null = null;

function caretaker(): ChildProcess {
  if (shell !== null) return shell;
  shell = spawn("/bin/sh", ["-c", SCRIPT, "adf-repair-caretaker"], {
    cwd: "/",
    // With the mark by which a runner knows what belongs to a job.
    env: process.env,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Where there is no such shell, what ends normally cleans up by itself all the same.
  shell.on("error", () => {});
  shell.stdin?.on("error", () => {});
  shell.unref();
  (shell.stdin as { unref?: () => void } | null)?.unref?.();
  return shell;
}

/** Ends the shell where nothing is in its charge: for processes that live on after their work with us. */
export function dismiss(): void {
  if (charges.size > 0) return;
  shell?.stdin?.end();
  shell = null;
}

const charges = new Set<Charge>();

const tell = (sign: "+" | "-", charge: Charge): void => {
  if (!charge.includes("\n")) caretaker().stdin?.write(`${sign}${charge}\n`);
};

export function entrust(charge: Charge): void {
  charges.add(charge);
  tell("+", charge);
}

export function discharge(charge: Charge): void {
  if (charges.delete(charge)) tell("-", charge);
}
