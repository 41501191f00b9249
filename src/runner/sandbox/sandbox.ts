/** The sandbox of a runner: known at its start, and put around the agent of each job, or the reason why it is not. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { AgentOrder } from "../../contract/runner.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { findProgram } from "../agents/detect.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { JobNetwork } from "../network/network.ts";
import type { Workspace } from "../state/workspace.ts";
import { isInAny, sandboxed } from "./plan.ts";
import { type Probed, probeSandbox } from "./probe.ts";
import { placesOf } from "./programs.ts";
import { lookAround } from "./surroundings.ts";

export type SandboxRule = RunnerSettings["sandbox"];

export interface Boxed {
  readonly argv: readonly string[];
  /** Its first process is bubblewrap, which ends at the first signal and takes the agent with it. */
  readonly boxed: boolean;
}

export interface Sandbox {
  /** Why it is not there; null when it is. */
  readonly missing: string | null;
  /** Why an agent cannot have a network of its own; null when it can. */
  readonly missingNetwork: string | null;
  /** The agent's command with the sandbox around it, or why it must not be started. */
  around(
    offer: Pick<AgentOrder, "job" | "epoch" | "project" | "sandbox">,
    space: Workspace,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    network: Pick<JobNetwork, "argv"> | null,
  ): Result<Boxed, string>;
}

export async function openSandbox(settings: RunnerSettings): Promise<Sandbox> {
  const probed = settings.sandbox === "off" ? null : await probeSandbox(settings.stateDir);
  return sandboxOf(settings, probed);
}

/** `probed`: null where the operator has switched it off. */
export function sandboxOf(settings: RunnerSettings, probed: Probed | null): Sandbox {
  const { stateDir, log } = settings;
  const missing = whyMissing(probed);
  const missingNetwork = probed?.ok === true ? probed.missingNetwork : missing;
  let told = false;
  const bare = (job: string, epoch: number) => {
    if (told) return;
    told = true;
    const reason = `agents run without a sandbox: ${missing}`;
    log({ event: "job.unsandboxed", level: "warn", job, epoch, reason });
  };
  return {
    missing,
    missingNetwork,
    around(offer, space, argv, env, network) {
      if (network !== null && missingNetwork !== null)
        return err(`the project ${offer.project} limits its agents' network, and ${missingNetwork}`);
      if (probed?.ok !== true) {
        if (offer.sandbox === "require")
          return err(`the project ${offer.project} requires a sandbox, and ${missing}`);
        bare(offer.job, offer.epoch);
        return ok({ argv, boxed: false });
      }
      const [name = "", ...args] = argv;
      // Looked up here: inside, nobody could tell a program that is missing from one that ended badly.
      const program = name.includes("/")
        ? findProgram(resolve(space.checkout, name), "")
        : findProgram(name, env.PATH ?? "");
      if (program === null) return err(`spawn ${name} ENOENT`);
      const command = [...(network?.argv ?? []), program, ...args];
      const surroundings = lookAround({
        argv: command,
        env,
        stateDir,
        hidden: settings.hidden,
        visible: settings.visible,
      });
      const lent = [...borrowed(space.checkout), join(stateDir, "guard")]
        .filter((path) => existsSync(path))
        .flatMap(placesOf)
        // Under another name only where the way to it is made here; links elsewhere lead there by themselves.
        .filter(({ at, real }) => at === real || isInAny(at, surroundings.emptied));
      return ok({
        argv: sandboxed(probed.bwrap, { space, surroundings, network: network === null, lent }, command),
        boxed: true,
      });
    },
  };
}

/** `probed`: null where the operator has switched it off. */
export function whyMissing(probed: Probed | null): string | null {
  if (probed === null) return 'this runner was told to do without ("sandbox": "off")';
  return probed.ok ? null : `${probed.why}. Fix: ${probed.fix}`;
}

/** The objects of the mirror, as the runner wrote them down a moment ago; no agent has been there yet. */
function borrowed(checkout: string): string[] {
  const file = join(checkout, ".git/objects/info/alternates");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(isAbsolute);
}
