// Tries every way out of the machine that an agent has, and says how each ended. What it is to try is JSON in an argument.
import { execFileSync, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";

const target = JSON.parse(process.argv[2]);
const proxy = new URL(process.env.HTTP_PROXY ?? "http://127.0.0.1:1");

const raw = (options) =>
  new Promise((resolve) => {
    const socket = connect(options);
    socket.setTimeout(2_000, () => resolve("late"));
    socket.once("connect", () => resolve("connected"));
    socket.once("error", (cause) => resolve(cause.code));
  });

const ask = (path, headers = {}) =>
  new Promise((resolve) => {
    const call = request({ host: proxy.hostname, port: proxy.port, path, headers }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve(`${answer.statusCode} ${text}`);
    });
    call.on("error", (cause) => resolve(cause.code));
    call.end();
  });

const tunnel = (path, word = "") =>
  new Promise((resolve) => {
    const call = request({ host: proxy.hostname, port: proxy.port, method: "CONNECT", path });
    call.on("error", (cause) => resolve(cause.code));
    call.on("connect", (answer, socket, head) => {
      if (answer.statusCode === 200) socket.write(word);
      let text = head.toString();
      socket.on("data", (chunk) => {
        text += chunk;
        if (answer.statusCode === 200) socket.end();
      });
      socket.on("close", () => resolve(`${answer.statusCode} ${text}`));
    });
    call.end();
  });

const datagram = (port, host) =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.send("x", port, host, (cause) => {
      socket.close();
      resolve(cause === null ? "sent" : cause.code);
    });
  });

const own = createServer((_question, answer) => answer.end("mine"));
await new Promise((resolve) => own.listen(0, "127.0.0.1", resolve));
mkdirSync("old");
const shim = (...args) => {
  const { status, stderr } = spawnSync("rm", args, { encoding: "utf8" });
  return `${status} ${stderr}`;
};
const { host, port, outside, forwarded, abstract } = target;
const ends = {
  interfaces: Object.keys(networkInterfaces()).join(" "),
  "loopback of the machine": await raw({ port: outside, host: "127.0.0.1" }),
  "another address of the machine": await raw({ port, host }),
  "the internet": await raw({ port: 443, host: "1.1.1.1" }),
  datagram: await datagram(53, "1.1.1.1"),
  "a name": await lookup("example.org").then(
    () => "found",
    (cause) => cause.code,
  ),
  "abstract socket": await raw({ path: `\0${abstract}` }),
  "a raw socket": spawnSync("perl", ["-MSocket", "-e", "socket(S, AF_INET, SOCK_RAW, 1) or exit 1"]).status,
  "own server": await fetch(`http://127.0.0.1:${own.address().port}`).then((answer) => answer.text()),
  listed: await ask(`http://${host}:${port}/hello?x=1`),
  "listed under another name": await ask(`http://${host}:${port}/`, { host: "evil.example" }),
  "listed, by a tunnel": await tunnel(`${host}:${port}`, "GET /deep HTTP/1.0\r\n\r\n"),
  "listed, of the machine itself": await fetch(`http://127.0.0.1:${forwarded}/`).then(
    (answer) => answer.text(),
    (cause) => cause.cause?.code ?? cause.message,
  ),
  "not listed": await tunnel("denied.example:443"),
  "not listed, plain": await ask("http://denied.example/"),
  "listed, but another port": await tunnel(`${host}:22`),
  metadata: await ask("http://169.254.169.254/latest/meta-data/"),
  "metadata, by a tunnel": await tunnel("169.254.169.254:80"),
  private: await tunnel("10.0.0.1:443"),
  "the machine itself": await tunnel(`127.0.0.1:${outside}`),
  "the machine itself, otherwise spelt": await tunnel(`2130706433:${outside}`),
  "the machine itself, in IPv6": await tunnel(`[::ffff:127.0.0.1]:${outside}`),
  nonsense: await tunnel("http://x"),
  "guard, yes": shim("-r", "old"),
  "guard, no": shim("-rf", "/usr/share"),
};
own.close();
writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
writeFileSync("roamed.json", JSON.stringify(ends));
execFileSync("git", ["status", "--short"]);
console.log("done");
process.exit(0);
