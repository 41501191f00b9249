/** The options of the installation's commands: one table, read by `adf` and by the single file alike. */
import type { Scope } from "./layout.ts";

export type Verb = "install" | "status" | "upgrade" | "uninstall";

export interface Flag {
  readonly name: string;
  /** What stands after it; null for a switch. */
  readonly value: string | null;
  readonly many?: true;
  readonly help: string;
}

const SCOPE: readonly Flag[] = [
  { name: "user", value: null, help: "this user's own runner (the default, unless root)" },
  { name: "system", value: null, help: "the machine's runner, under an account of its own; needs root" },
  { name: "prefix", value: "dir", help: "where program, configuration and secrets go" },
];
const APPLY: Flag = { name: "apply", value: null, help: "do it; without this, only show what would be done" };

export const VERBS: Readonly<Record<Verb, { readonly help: string; readonly flags: readonly Flag[] }>> = {
  install: {
    help: "install this runner as a service and connect it",
    flags: [
      ...SCOPE,
      { name: "worker", value: "url", help: "address of the Worker" },
      { name: "token", value: "token", help: "one-time token; or in ADF_RUNNER_TOKEN" },
      { name: "name", value: "name", help: "what this machine is called" },
      { name: "capacity", value: "n", help: "jobs at one time" },
      { name: "agents", value: "file", help: "JSON: agent CLI id to how it is started" },
      {
        name: "reference",
        value: "project=folder",
        many: true,
        help: "a clone on this machine, from which the project's mirror begins; it is only read",
      },
      {
        name: "secret",
        value: "NAME",
        many: true,
        help: "keep this variable of the present environment for agents",
      },
      {
        name: "sandbox",
        value: "rule",
        help: "around agents: auto where the machine has bubblewrap, require or do not start, off (auto)",
      },
      { name: "memory-max", value: "size", help: "memory of the runner and its jobs together (75%)" },
      { name: "cpu-quota", value: "share", help: "processor time, 100% is one processor (no limit)" },
      APPLY,
    ],
  },
  status: {
    help: "show the installed runner: unit, build, contract, last contact",
    flags: [...SCOPE, { name: "json", value: null, help: "print one JSON document" }],
  },
  upgrade: {
    help: "put this build in place of the installed one; back again if it does not connect",
    flags: [...SCOPE, APPLY],
  },
  uninstall: {
    help: "remove what the installation put here, and nothing else",
    flags: [...SCOPE, { name: "keep-state", value: null, help: "leave mirrors and checkouts" }, APPLY],
  },
};

export interface InstallOptions {
  readonly scope: Scope;
  readonly prefix?: string | undefined;
  readonly apply: boolean;
  readonly json: boolean;
  readonly keepState: boolean;
  readonly worker?: string | undefined;
  readonly token?: string | undefined;
  readonly name?: string | undefined;
  readonly capacity?: string | undefined;
  readonly agents?: string | undefined;
  /** `project=folder`, each. */
  readonly reference: readonly string[];
  readonly secret: readonly string[];
  readonly sandbox?: string | undefined;
  readonly memoryMax?: string | undefined;
  readonly cpuQuota?: string | undefined;
}

/** Values by flag name, as `parseArgs` and commander (in camel case) both give them. */
export type FlagValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export function readFlags(values: FlagValues, isRoot: boolean): InstallOptions | string {
  if (values.user === true && values.system === true) return "--user and --system exclude one another.";
  const text = (name: string, camel = name): string | undefined => {
    const value = values[name] ?? values[camel];
    return typeof value === "string" ? value : undefined;
  };
  const prefix = text("prefix");
  if (prefix !== undefined && !prefix.startsWith("/")) return "--prefix must be an absolute path.";
  // Also where no unit is written: the folder would be made under that very name.
  if (prefix?.includes("$")) {
    return `--prefix ${prefix} contains $. systemd does not expand variables, nor does anything else here: write the path itself.`;
  }
  const system = values.system === true || (isRoot && values.user !== true);
  return {
    scope: system ? "system" : "user",
    prefix: prefix === undefined ? undefined : prefix.replace(/\/+$/, "") || "/",
    apply: values.apply === true,
    json: values.json === true,
    keepState: (values["keep-state"] ?? values.keepState) === true,
    worker: text("worker"),
    token: text("token"),
    name: text("name"),
    capacity: text("capacity"),
    agents: text("agents"),
    reference: Array.isArray(values.reference) ? values.reference : [],
    secret: Array.isArray(values.secret) ? values.secret : [],
    sandbox: text("sandbox"),
    memoryMax: text("memory-max", "memoryMax"),
    cpuQuota: text("cpu-quota", "cpuQuota"),
  };
}
