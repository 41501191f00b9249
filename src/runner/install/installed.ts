/** What is installed here, as the later commands find it: by the manifest, and never by a guess. */
import { err, ok, type Result } from "../../core/result.ts";
import type { InstallOptions } from "./flags.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { type Problem, problem } from "./problem.ts";

export interface Installed {
  readonly layout: Layout;
  readonly manifest: Manifest;
}

export function findInstalled(machine: Machine, options: InstallOptions): Result<Installed, Problem> {
  const layout = layoutOf({
    scope: options.scope,
    home: machine.home,
    configHome: machine.env.XDG_CONFIG_HOME,
    prefix: options.prefix,
  });
  const text = machine.read(layout.manifest);
  const manifest = parseManifest(text);
  if (manifest !== null && manifest.scope === options.scope) return ok({ layout, manifest });
  const other = options.scope === "user" ? "--system" : "--user";
  if (manifest !== null) {
    return err(
      problem(
        "usage",
        `the runner in ${layout.root} is another kind`,
        `it was installed with ${other}`,
        `add ${other}`,
      ),
    );
  }
  if (text !== null) {
    return err(
      problem(
        "usage",
        `${layout.manifest} is damaged`,
        "it says what belongs to the installation",
        "install again; that writes it anew",
      ),
    );
  }
  return err(
    problem(
      "usage",
      "no runner is installed here",
      `there is no ${layout.manifest}; ${other} or --prefix may name another place`,
      "npm run -s adf -- runner install --worker https://… --token TOKEN   (of the single file: node adf-runner.mjs install …)",
    ),
  );
}
