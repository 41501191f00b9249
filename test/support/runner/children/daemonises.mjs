// Leaves a process behind in a session of its own, with its directory changed and its output closed, and ends well.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

const script = "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)";
const left = spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore", cwd: "/" });
left.unref();
writeFileSync("left.txt", String(left.pid));
