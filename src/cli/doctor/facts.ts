/** Everything that doctor looks at, gathered once at the edge; the lines are functions of this alone. */
import type { ForgeFacts, LogStoreChecks, ProjectChecks, WorkerChecks } from "../../contract/checks.ts";
import type { FactoryState, ProjectView } from "../../contract/state.ts";
import type { DetectedCli } from "../../runner/agents/detect.ts";
import type { NoSandbox } from "../../runner/sandbox/trouble.ts";
import type { Skew } from "../skew/builds.ts";

/** Which factory is looked at. It decides what is normal: one machine ticks every few seconds, a deployment every minute. */
export interface Place {
  /** `embedded`: the forge of `npm start`. `own`: `npm start -- --gitea`. `deployed`: a Worker of the account's. */
  readonly kind: "embedded" | "own" | "deployed";
  /** The Worker's address; null where no factory was found. */
  readonly url: string | null;
  /** Since `npm start` began; null for a deployment, and where nothing runs on this machine. */
  readonly started_secs: number | null;
  /** The options that name this factory to another command, with a space before them; "" for the default one. */
  readonly options: string;
  /** What starts a factory of this machine again. */
  readonly start?: string;
}

export interface MachineFacts {
  readonly node: string;
  /** As git says it; null when there is none. */
  readonly git: string | null;
  readonly folder: string;
  readonly free_bytes: number | null;
  /** Agent CLIs that a scenario may ask for, and those that are on the PATH. */
  readonly wanted_clis: readonly string[];
  /** Why agents cannot be fenced on this machine and what mends it; null where they can. */
  readonly sandbox: NoSandbox | null;
  readonly found_clis: readonly Pick<DetectedCli, "cli" | "version" | "login" | "login_command">[];
}

export interface Missing {
  readonly what: string;
  readonly fix: string;
}

export type WorkerFacts =
  | {
      readonly kind: "up";
      readonly state: FactoryState;
      readonly checks: WorkerChecks;
      /** This machine's clock minus the Worker's, and how far off that may be. */
      readonly clock_ms: number;
      readonly took_ms: number;
      /** What of its answers could not be read, being of another build; null where all could. */
      readonly skew: Skew | null;
    }
  | { readonly kind: "down"; readonly why: string }
  | { readonly kind: "absent"; readonly what: string; readonly next: string }
  | { readonly kind: "unconfigured"; readonly missing: readonly Missing[] }
  | { readonly kind: "refused"; readonly why: string; readonly next: string };

/** Facts, or the sentence that says why there are none. */
export type Surveyed = ForgeFacts | { readonly unasked: string };
export const wasAsked = (s: Surveyed): s is ForgeFacts => !("unasked" in s);

export interface ProjectFacts {
  readonly checks: ProjectChecks;
  readonly view: ProjectView;
  readonly from_worker: Surveyed;
  readonly from_here: Surveyed;
}

export interface Facts {
  readonly place: Place;
  readonly machine: MachineFacts;
  readonly worker: WorkerFacts;
  readonly projects: readonly ProjectFacts[];
  /** The log store as the Worker reaches it. */
  readonly log_store: LogStoreChecks | { readonly unasked: string };
  /** The forge from this machine, also where no Worker answers; the first project's where there are several. */
  readonly forge_here: Surveyed;
  /** A configuration file on this machine that the Worker should be running, and its hash. */
  readonly file: { readonly path: string; readonly hash: string } | null;
  /** The build that this checkout would deploy; null where no deployed Worker is looked at. */
  readonly checkout: string | null;
}
