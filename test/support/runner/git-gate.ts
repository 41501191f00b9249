/** Smart HTTP over one bare repository through git's own stateless commands, with the gate's rules. */
import { spawn, spawnSync } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGunzip } from "node:zlib";

/** HTTP status to refuse with, or null to let the request through. */
export type GateRule = (service: string, refs: string[]) => number | null;

export async function serveGit(
  repo: string,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
  rule: GateRule,
): Promise<void> {
  const verb = path.endsWith("/info/refs") ? (query.get("service") ?? "") : (path.split("/").at(-1) ?? "");
  if (verb !== "git-upload-pack" && verb !== "git-receive-pack") return void response.writeHead(404).end();
  const service = verb.slice("git-".length);
  const version = request.headers["git-protocol"];
  const env = { ...cleanEnv, ...(typeof version === "string" ? { GIT_PROTOCOL: version } : {}) };

  if (path.endsWith("/info/refs")) {
    const status = rule(service, []);
    if (status !== null) return void response.writeHead(status).end();
    const { stdout } = spawnSync("git", [service, "--stateless-rpc", "--advertise-refs", repo], { env });
    const line = `# service=${verb}\n`;
    response.writeHead(200, { "content-type": `application/x-${verb}-advertisement` });
    const head = version?.includes("version=2") && service === "upload-pack" ? "" : `${pkt(line)}0000`;
    response.end(Buffer.concat([Buffer.from(head), stdout]));
    return;
  }
  const body = await readAll(request);
  const refs = service === "receive-pack" ? namedRefs(body) : [];
  const status = rule(service, refs);
  if (status !== null) return void response.writeHead(status).end();
  response.writeHead(200, { "content-type": `application/x-${verb}-result` });
  const child = spawn("git", [service, "--stateless-rpc", repo], { env, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  child.stdout.pipe(response);
}

export const cleanEnv: Record<string, string> = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

const pkt = (text: string) => (text.length + 4).toString(16).padStart(4, "0") + text;

/** The refs a push wants to change: the commands stand before the first flush packet. */
function namedRefs(body: Buffer): string[] {
  const refs: string[] = [];
  for (let at = 0; at + 4 <= body.length; ) {
    const size = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (!(size > 4)) break;
    const ref = /^[0-9a-f]+ [0-9a-f]+ ([^\0\n]+)/.exec(body.toString("utf8", at + 4, at + size))?.[1];
    if (ref !== undefined) refs.push(ref);
    at += size;
  }
  return refs;
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const source = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
