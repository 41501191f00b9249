// Leaves one child stopped in a session of its own, stops another of its group, and at last itself.
import { spawn } from "node:child_process";

const script = "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)";
for (const detached of [true, false]) {
  const child = spawn(process.execPath, ["-e", script], { detached, stdio: "ignore", cwd: "/" });
  process.kill(child.pid, "SIGSTOP");
}
console.log("stopped");
setTimeout(() => process.kill(process.pid, "SIGSTOP"), 50);
