/**
 * The small program between a sandbox without a network and the agent in it. It listens on the namespace's own loopback,
 * hands every connection to the socket that was bound into the sandbox, and starts the agent once that works; the agent's
 * ending is its own. Other programs cannot do it everywhere: bash cannot listen, and nobody has to have socat.
 */
export const INSIDE = `import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { constants } from "node:os";
import { basename, dirname } from "node:path";
const [door, port, ports, ...argv] = process.argv.slice(2);
const from = process.cwd();
// The path of a socket has to be short, and a name in the folder is.
process.chdir(dirname(door));
const reach = () => connect(basename(door));
const join = (one, other) => {
  one.on("error", () => other.destroy());
  one.on("close", () => other.destroy());
  one.pipe(other);
};
const both = (one, other) => (join(one, other), join(other, one));
const direct = (socket) => both(socket, reach());
const tunnel = (target) => (socket) => {
  const way = reach();
  let said = Buffer.alloc(0);
  const answer = (chunk) => {
    said = Buffer.concat([said, chunk]);
    const end = said.indexOf("\\r\\n\\r\\n");
    if (end < 0) return;
    way.off("data", answer).pause();
    if (!said.subarray(0, 12).toString().endsWith(" 200")) return void socket.destroy();
    socket.write(said.subarray(end + 4));
    both(socket, way);
  };
  way.on("data", answer);
  for (const [one, other] of [[socket, way], [way, socket]]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
  way.write("CONNECT " + target + " HTTP/1.1\\r\\nHost: " + target + "\\r\\n\\r\\n");
};
const listen = (serve, at, host) =>
  new Promise((resolve, reject) => createServer(serve).once("error", reject).listen(Number(at), host, resolve));
const optional = (at) => (cause) =>
  process.stderr.write("[network] 127.0.0.1:" + at + " cannot be offered in the sandbox: " + cause.message + "\\n");
await listen(direct, port, "127.0.0.1");
for (const at of ports.split(",").filter(Boolean)) {
  await listen(tunnel("localhost:" + at), at, "127.0.0.1").catch(optional(at));
  await listen(tunnel("localhost:" + at), at, "::1").catch(() => {});
}
// Asked to stop, the agent may still need its network; what ends this ends the sandbox.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
const agent = spawn(argv[0], argv.slice(1), { stdio: "inherit", cwd: from });
agent.on("error", (cause) => {
  process.stderr.write(cause.message + "\\n");
  process.exit(127);
});
agent.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
`;
