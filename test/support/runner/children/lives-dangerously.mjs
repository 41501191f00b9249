// Does its work at its own pace, and leaves a daemon and a stopped child behind, as agents do that are killed half-way.
import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

const job = process.env.ADF_JOB ?? "";
const pace = [...job].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 5;
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const script = "process.on('SIGTERM',()=>{});process.on('SIGINT',()=>{});setInterval(()=>{},1000)";

const daemon = spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore", cwd: "/" });
daemon.unref();
if (pace === 0) process.kill(daemon.pid, "SIGSTOP");
console.log(`${job} begins`);
await rest(pace * 60);
writeFileSync("done.txt", `${job}\n`);
execFileSync("git", ["add", "--all"]);
execFileSync("git", ["commit", "--quiet", "-m", "Do it"]);
console.log(`${job} has committed`);
await rest(pace * 60);
const outputs = { version: 1, pull_request: { title: job, body: "Done." } };
writeFileSync(process.env.ADF_OUTPUTS, JSON.stringify(outputs));
