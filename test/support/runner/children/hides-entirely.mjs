// Leaves a process behind that nothing marks: another session, another folder, an empty environment.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

const script = "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)";
const left = spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore", cwd: "/", env: {} });
left.unref();
writeFileSync("left.txt", String(left.pid));
