/** The first lines of `start --config`: that it is the configuration itself; then each project with its mode and hours. */
import type { ProjectConfig } from "../../contract/config.ts";
import { configHash } from "../../core/config/hash.ts";
import { nextFiring } from "../../core/scheduling/firing.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CADENCE_SECS } from "../../local/factory/configuration.ts";
import type { Factory } from "../../local/factory/factory.ts";
import { moment } from "../clock.ts";
import { colors } from "../output.ts";
import { address, parts } from "./banner.ts";
import type { ReadConfig } from "./own-config.ts";

interface Options {
  readonly config?: string;
  readonly state: string;
}

/** Said before anything is started, which takes seconds. */
export const configOpening = ({ given, offered }: ReadConfig, options: Options): string[] => [
  colors.bold("AI Dark Factory"),
  `  ${options.config ?? ""} as it is written (configuration ${configHash(given.text)}), on this machine alone: the Worker in local workerd, a tick`,
  `  every ${CADENCE_SECS} s, a runner with ${Object.keys(offered.agents).join(", ")}. A deploy runs the same with a tick each minute.`,
];

export function configBanner(
  factory: Factory,
  { given, notes }: ReadConfig,
  log: string,
  options: Options,
): string[] {
  const { config } = given;
  const widest = Math.max(...config.projects.map(({ name }) => name.length));
  const state = options.state === ".adf" ? "" : ` --state ${shellWord(options.state)}`;
  return [
    ...config.projects.map((project) =>
      address(
        project.name.padEnd(widest),
        `${config.gitea.url.replace(/\/+$/, "")}/${project.repo}`,
        works(project),
      ),
    ),
    ...parts(factory, log, CADENCE_SECS * config.mentions.poll_ticks),
    ...notes.map((sentence) => `  ${colors.yellow(sentence)}`),
    `  In a second terminal: npm run -s adf -- doctor${state}, and smoke${state} --tokens FILE with a token of somebody trusted.`,
    colors.dim("  Ctrl-C stops everything; starting again goes on from here; --fresh begins anew."),
    "",
  ];
}

/** Its mode, and when the coordinator looks for work there. */
function works({ enabled, mode, active, schedule, timezone }: ProjectConfig): string {
  if (!enabled) return "enabled = false: nothing is done here";
  const next = active === "always" ? null : nextFiring(schedule, timezone, Date.now());
  const when = active === "always" ? "at any time" : `\`${schedule}\` in ${timezone}`;
  return `mode ${mode}, ${when}${next === null ? "" : `, next ${moment(next)}`}`;
}
