// Takes memory without end, in a process of its own session that nobody waits for.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

writeFileSync("half-done.txt", "so far\n");
const script = "const a=[];setInterval(()=>a.push(Buffer.alloc(8e6,1)),5)";
spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore" });
setInterval(() => console.log("thinking"), 50);
