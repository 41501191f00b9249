/**
 * One connection out of a job, or the reason why there is none. The name is looked up once, and the connection goes to what
 * was found and judged then: a second answer, which could be another, is never asked for.
 */
import { lookup } from "node:dns/promises";
import { connect, type LookupFunction, type Socket } from "node:net";
import { err, ok, type Result } from "../../core/result.ts";
import { admitsAddresses, admitsHost, type Denial, type Rules, readAddress } from "./rules.ts";

export type Resolve = (host: string) => Promise<readonly string[]>;

const CONNECT_MS = 15_000;

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

export async function reach(
  rules: Rules,
  host: string,
  port: number,
  resolve: Resolve,
): Promise<Result<Socket, Denial>> {
  const name = host
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  if (!admitsHost(rules, name, port)) return err("not_listed");
  const found = readAddress(name) === null ? await resolve(name).catch(() => []) : [name];
  const addresses = admitsAddresses(rules, name, port, found);
  return addresses.ok ? open(addresses.value, port) : addresses;
}

function open(addresses: readonly string[], port: number): Promise<Result<Socket, Denial>> {
  const known: LookupFunction = (_name, options, done) => {
    const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all === true) done(null, all);
    else done(null, all[0]?.address ?? "", all[0]?.family);
  };
  return new Promise((resolve) => {
    const socket = connect({ host: "judged.invalid", port, lookup: known, autoSelectFamily: true });
    const late = setTimeout(() => socket.destroy(new Error("no answer")), CONNECT_MS);
    socket.once("connect", () => {
      clearTimeout(late);
      resolve(ok(socket));
    });
    socket.once("error", () => {
      clearTimeout(late);
      socket.destroy();
      resolve(err("unreachable"));
    });
  });
}
