/** Where everything of an installed runner lies. Pure. One runner for each user, and one for the system. */
import { join } from "node:path";

export type Scope = "user" | "system";

export const UNIT_NAME = "adf-runner.service";

export interface Layout {
  readonly scope: Scope;
  readonly root: string;
  readonly program: string;
  /** The build before the last upgrade. */
  readonly previous: string;
  readonly config: string;
  /** The same as JSON, of an installation from before. */
  readonly oldConfig: string;
  /** Provider keys, `NAME=value` a line, mode 0600. */
  readonly environment: string;
  readonly manifest: string;
  readonly stateDir: string;
  /** Where the registration leaves runner.json: root's, for the system, and handed over as a credential. */
  readonly identityDir: string;
  readonly identity: string;
  readonly status: string;
  readonly unit: string;
  /** What a runner that is started by hand prints. */
  readonly log: string;
}

export interface Place {
  readonly scope: Scope;
  readonly home: string;
  /** XDG_CONFIG_HOME, where it is set. */
  readonly configHome?: string | undefined;
  /** `--prefix`: everything but the unit, and the system's state, goes below it. */
  readonly prefix?: string | undefined;
}

export function layoutOf({ scope, home, configHome, prefix }: Place): Layout {
  const user = scope === "user";
  const root = prefix ?? (user ? join(home, ".local", "share", "adf-runner") : "/opt/adf-runner");
  // The system's is made by systemd itself (StateDirectory=), for an account that exists only while it runs.
  const stateDir = user ? join(root, "state") : "/var/lib/adf-runner";
  const unitDir = user ? join(configHome || join(home, ".config"), "systemd", "user") : "/etc/systemd/system";
  const identityDir = user ? stateDir : root;
  return {
    scope,
    root,
    program: join(root, "adf-runner.mjs"),
    previous: join(root, "adf-runner.previous.mjs"),
    config: join(root, "runner.toml"),
    oldConfig: join(root, "config.json"),
    environment: join(root, "environment"),
    manifest: join(root, "manifest.json"),
    stateDir,
    identityDir,
    identity: join(identityDir, "runner.json"),
    status: join(stateDir, "status.json"),
    unit: join(unitDir, UNIT_NAME),
    log: join(root, "runner.log"),
  };
}
