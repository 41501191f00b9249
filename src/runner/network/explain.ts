/** What is said of a connection that a job was refused: to the agent, in its log, in the runner's. Pure. */
import type { Denial } from "./rules.ts";

const WHY: Readonly<Record<Denial, string>> = {
  not_listed: "it is not on the allow-list of this job",
  private_address: "it leads to a private address, which is not on the allow-list of this job itself",
  never: "it leads to an address that no job may reach",
  no_such_host: "there is no such host",
  unreachable: "it does not answer",
  no_network: "this job has no network",
  unreadable: "it is no address that can be asked for",
};

/** Those that a person could change, or would want to know of; the others are the weather. */
export const isRefusal = (denial: Denial): boolean => denial !== "no_such_host" && denial !== "unreachable";

export const explainDenial = (denial: Denial): string => WHY[denial];

/** For the agent, whose program shows it or not. */
export function denialText(target: string, denial: Denial): string {
  const said = `${target} cannot be reached: ${WHY[denial]}.`;
  return isRefusal(denial)
    ? `${said} Do not look for a way around it. If the work cannot be done without, ask for it in your answer: the owner lists hosts in "hosts" of [[projects]] or [[agents]].\n`
    : `${said}\n`;
}
