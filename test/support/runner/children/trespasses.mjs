// Goes where no agent has business, and prints for each place whether it got there. What it is to try is JSON in an
// argument, so that no path in it looks like a file that the program needs.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const target = JSON.parse(process.argv[2]);
const attempts = {
  credential: () => readFileSync(target.credential, "utf8").length > 0,
  "job table": () => readFileSync(target.jobs, "utf8").length > 0,
  "key in a home": () => readFileSync(target.key, "utf8") === "key",
  "another checkout": () => readdirSync(target.checkout).length > 0,
  "file of its own runner": () => readFileSync(target.secret, "utf8") === "secret",
  "write in a home": () => writeFileSync(`${target.key}.new`, "x") === undefined,
  "write beside the state": () => writeFileSync(target.outside, "x") === undefined,
  "write to the system": () => writeFileSync("/etc/adf-was-here", "x") === undefined,
  "signal to the runner": () => process.kill(target.runner, 0),
  "environment of the runner": () => readFileSync(`/proc/${target.runner}/environ`, "utf8").length > 0,
  "socket of a service": () => readFileSync(target.run, "utf8") === "service",
  "back to a writable system": () => {
    execFileSync("mount", ["-o", "remount,bind,rw", "/"], { stdio: "ignore" });
    return true;
  },
};
const done = Object.entries(attempts).map(([name, attempt]) => {
  try {
    return [name, attempt() === true];
  } catch {
    return [name, false];
  }
});

// A grandchild without a trace of the job: no marker, another session, another folder.
const left = spawn(
  process.execPath,
  [
    "-e",
    `setInterval(() => { try { require("node:fs").appendFileSync(${JSON.stringify(target.beat)}, ".") } catch {} }, 20)`,
  ],
  { detached: true, stdio: "ignore", cwd: "/", env: { PATH: process.env.PATH, MARK: target.mark } },
);
left.unref();

// And what an agent needs.
const works = {
  git: execFileSync("git", ["log", "--format=%s"], { encoding: "utf8" }).length > 0,
  names: existsSync("/etc/resolv.conf") && readFileSync("/etc/resolv.conf", "utf8").length > 0,
  tmp: writeFileSync(`${process.env.TMPDIR}/x`, "x") === undefined,
  "/tmp": writeFileSync("/tmp/x-of-the-agent", "x") === undefined,
  home: writeFileSync(`${process.env.HOME}/x`, "x") === undefined,
  guard: readFileSync(target.guard, "utf8").length > 0,
  network:
    (await fetch(target.url).then(
      (answer) => answer.status,
      () => 0,
    )) > 0,
};
writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
writeFileSync("trespass.json", JSON.stringify({ done: Object.fromEntries(done), works }));
console.log("done");
