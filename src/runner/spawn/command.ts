/** The environment of an agent's process, built from nothing: what is not named here, the agent does not see. Pure. */
import type { AgentOrder } from "../../contract/runner.ts";
import type { Workspace } from "../state/workspace.ts";

/** How this machine reaches the network, if it needs to be told. */
export const NETWORK = [
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NO_PROXY",
  "https_proxy",
  "http_proxy",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
];

/** `particular` is what the CLI needs besides: its switches and its one credential. */
export function environmentFor(
  offer: AgentOrder,
  space: Workspace,
  own: NodeJS.ProcessEnv,
  particular: Readonly<Record<string, string>>,
): Record<string, string> {
  const network = NETWORK.flatMap((name) => {
    const value = own[name];
    return value === undefined || value === "" ? [] : [[name, value]];
  });
  return {
    PATH: own.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    LANG: own.LANG ?? "C.UTF-8",
    HOME: space.home,
    TMPDIR: space.tmp,
    ADF_JOB: space.marker,
    ADF_ROLE: offer.role,
    ADF_OUTPUTS: space.outputsFile,
    ...Object.fromEntries(network),
    ...particular,
  };
}

/** The password of a proxy goes to the agent, which could not work otherwise, but into no log. */
export function proxySecrets(own: NodeJS.ProcessEnv): string[] {
  return NETWORK.flatMap((name) => {
    const url = URL.parse(own[name] ?? "");
    return url === null || url.password === "" ? [] : [decodeURIComponent(url.password)];
  });
}
