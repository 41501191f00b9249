/** What an allow-list lets through. Hosts are decided before anything is asked of a network; addresses after. Pure. */
import ipaddr from "ipaddr.js";
import { err, ok, type Result } from "../../core/result.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** Null for every port. */
type Port = number | null;

export interface Rules {
  readonly names: readonly { readonly name: string; readonly below: boolean; readonly port: Port }[];
  readonly ranges: readonly { readonly range: [Address, number]; readonly port: Port }[];
  /** Where models are asked: whoever configured the runner vouches for the address, wherever it is. */
  readonly trusted: ReadonlySet<string>;
}

/** `hosts` as the contract has them; `api` as `host:port`. */
export function readRules(hosts: readonly string[], api: readonly string[]): Rules {
  const names: Rules["names"][number][] = [];
  const ranges: Rules["ranges"][number][] = [];
  for (const entry of [...hosts, ...api]) {
    const { host, port } = split(entry);
    const range = rangeOf(host);
    if (host === "localhost" || range?.[0].range() === "loopback") {
      // One machine by three names: programs take the first that answers.
      names.push({ name: "localhost", below: false, port });
      for (const own of LOOPBACK) ranges.push({ range: own, port });
    }
    if (range !== null) ranges.push({ range, port });
    else if (host.startsWith("*.")) names.push({ name: host.slice(1), below: true, port });
    else names.push({ name: host, below: false, port });
  }
  return { names, ranges, trusted: new Set(api.map((entry) => keyOf(split(entry)))) };
}

const HTTPS = 443;
const LOOPBACK = ["127.0.0.1/32", "::1/128"].map((range) => ipaddr.parseCIDR(range));

export function split(entry: string): { host: string; port: Port } {
  const at = entry.search(/:(?:\d+|\*)$/);
  const host = (at < 0 ? entry : entry.slice(0, at)).replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const port = at < 0 ? HTTPS : entry.endsWith("*") ? null : Number(entry.slice(at + 1));
  return { host, port };
}

const keyOf = ({ host, port }: { host: string; port: Port }): string => `${host} ${port}`;

function rangeOf(host: string): [Address, number] | null {
  if (host.includes("/")) return ipaddr.isValidCIDR(host) ? ipaddr.parseCIDR(host) : null;
  const address = readAddress(host);
  return address === null ? null : [address, address.kind() === "ipv4" ? 32 : 128];
}

/** An address in its one form: IPv4 within IPv6 is IPv4. Only four plain decimal parts: `0x7f.1` is nobody's name. */
export function readAddress(text: string): Address | null {
  const plain = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  return plain ? ipaddr.process(text) : null;
}

export type Denial =
  | "not_listed"
  | "private_address"
  | "never"
  | "no_such_host"
  | "unreachable"
  | "no_network"
  | "unreadable";

/** Whether a host may be asked for at all: a name must be listed, an address too. */
export function admitsHost(rules: Rules, host: string, port: number): boolean {
  const address = readAddress(host);
  if (address !== null) return admitsListed(rules, address, port);
  return rules.names.some(
    (rule) =>
      fits(rule.port, port) &&
      (rule.below ? host.endsWith(rule.name) && host.length > rule.name.length : host === rule.name),
  );
}

const fits = (rule: Port, port: number): boolean => rule === null || rule === port;

const admitsListed = ({ ranges }: Rules, address: Address, port: number): boolean =>
  ranges.some(
    ({ range: [base, bits], port: only }) =>
      fits(only, port) && base.kind() === address.kind() && address.match(base as never, bits),
  );

/**
 * Whether it may be connected to at the addresses that its name stands for now. One that is not of the open internet has to be
 * listed itself, or else whoever holds a listed name could point it at the network that the runner stands in.
 */
export function admitsAddresses(
  rules: Rules,
  host: string,
  port: number,
  addresses: readonly string[],
): Result<readonly string[], Denial> {
  for (const text of addresses) {
    const address = readAddress(text.replace(/%.*$/, ""));
    if (address === null || isNever(address)) return err("never");
    const listed = rules.trusted.has(keyOf({ host, port })) || admitsListed(rules, address, port);
    if (!listed && address.range() !== "unicast") return err("private_address");
  }
  return addresses.length === 0 ? err("no_such_host") : ok(addresses);
}

/** Where clouds tell machines their credentials, and what is no single machine: no list lets them through. */
const METADATA = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32", "192.0.0.192/32"];
const METADATA_RANGES = METADATA.map((range) => ipaddr.parseCIDR(range));

function isNever(address: Address): boolean {
  if (["multicast", "broadcast", "unspecified"].includes(address.range())) return true;
  return METADATA_RANGES.some(
    ([base, bits]) => base.kind() === address.kind() && address.match(base as never, bits),
  );
}

/** Ports of the machine's own loopback that the list names: they are given to the job at the same address. */
export function loopbackPorts({ names }: Rules): number[] {
  const local = names.filter(({ name, below }) => name === "localhost" && !below);
  return [...new Set(local.flatMap(({ port }) => (port === null ? [] : [port])))];
}
