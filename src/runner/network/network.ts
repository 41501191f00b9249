/** The network of one job: the machine's own, or a namespace with a door in it. */
import { join } from "node:path";
import type { OfferedNetwork } from "../../contract/runner.ts";
import type { LogSink } from "../config/options.ts";
import type { Guard } from "../guard/guard.ts";
import type { Workspace } from "../state/workspace.ts";
import { type Door, openDoor } from "./door.ts";
import { explainDenial, isRefusal } from "./explain.ts";
import { type Resolve, systemResolve } from "./reach.ts";
import { type Denial, loopbackPorts, readRules } from "./rules.ts";

export interface JobNetwork {
  /** What stands before the agent's own words. */
  readonly argv: readonly string[];
  /** What has to be added to its environment, in place of how this machine reaches the network. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface NetworkOrder {
  readonly network: OfferedNetwork;
  readonly space: Pick<Workspace, "dir">;
  /** Where its model is asked: `host:port`, each. */
  readonly api: readonly string[];
  readonly guard: Pick<Guard, "files" | "gate">;
  readonly ids: { readonly job: string; readonly epoch: number; readonly agent: string };
  readonly log: LogSink;
  /** A line for the job's own log. */
  readonly note: (line: string) => void;
  readonly resolve?: Resolve;
}

/** Of programs that try again and again, the first times say all. */
const TOLD = 50;

export async function openNetwork(order: NetworkOrder): Promise<JobNetwork> {
  const { network, space, api, guard, ids, log, note, resolve = systemResolve } = order;
  const rules = network.mode === "none" ? null : readRules(network.hosts, api);
  const seen = new Set<string>();
  const denied = (target: string, denial: Denial) => {
    const key = `${denial} ${target}`;
    if (seen.has(key) || seen.size >= TOLD) return;
    seen.add(key);
    const reason = `${target}: ${explainDenial(denial)}`;
    note(`[network] ${isRefusal(denial) ? "refused" : "failed"} ${reason}\n`);
    if (isRefusal(denial)) log({ event: "network.denied", level: "warn", ...ids, host: target, reason });
  };
  const { port, handle } = guard.gate;
  const door: Door = await openDoor({
    path: join(space.dir, "door"),
    guardPort: port,
    guard: handle,
    rules,
    resolve,
    denied,
  });
  const ports = rules === null ? [] : loopbackPorts(rules).filter((one) => one !== port);
  return {
    argv: [process.execPath, guard.files.inside, door.path, String(port), ports.join(",")],
    env: environment(`http://127.0.0.1:${port}`),
    close: () => door.close(),
  };
}

/** What stays inside the namespace is asked directly: servers that the agent starts for its tests, and the guard. */
const INSIDE = "localhost,127.0.0.1,::1";

const environment = (proxy: string): Record<string, string> => ({
  ...Object.fromEntries(
    ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, proxy]),
  ),
  NO_PROXY: INSIDE,
  no_proxy: INSIDE,
  // Node asks a proxy only where it is told to.
  NODE_USE_ENV_PROXY: "1",
});
