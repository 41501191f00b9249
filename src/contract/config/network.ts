/** How far an agent's network reaches: `network` and `hosts` of `[[projects]]` and `[[agents]]`. */
import * as z from "zod";

/**
 * `full`: the machine's own. `allow-list`: a proxy of the runner's that lets through the model's address and `hosts`.
 * `none`: nothing at all, the model neither.
 */
export const NetworkMode = z.enum(["full", "allow-list", "none"]);
export type NetworkMode = z.infer<typeof NetworkMode>;

const label = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const NAME = `(?:\\*\\.)?${label}(?:\\.${label})*`;
const IPV6 = "\\[[0-9a-f:]{2,45}(?:/\\d{1,3})?\\]";
const IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}/\\d{1,2}";

/**
 * `name`, `*.name`, an address or a range of addresses (`10.0.0.0/8`, `[fd00::/8]`), each with `:port`; 443 where it is left out,
 * `:*` for every port.
 */
export const AllowedHost = z
  .string()
  .max(260)
  .regex(
    new RegExp(`^(?:${NAME}|${IPV4}|${IPV6})(?::(?:\\d{1,5}|\\*))?$`),
    'a host as in "registry.npmjs.org", "*.pypi.org:443", "10.0.0.0/8:5432" or "[fd00::1]:80"',
  );

export const Hosts = z.array(AllowedHost).max(100);
