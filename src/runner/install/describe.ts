/** A plan in lines for a person: each file with its mode and whether it changes, the unit in full, each command. Pure. */
import { shellWord } from "../../core/text/shell-word.ts";
import { type Layout, UNIT_NAME } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { nodeWords } from "./node-words.ts";
import type { Plan } from "./plan.ts";
import { systemctlWords } from "./systemd.ts";

export function describePlan(machine: Pick<Machine, "read" | "node">, plan: Plan): string[] {
  const { layout, settings, unit } = plan;
  const who = layout.scope === "user" ? "this user's runner" : "the machine's runner";
  const lines = [`Installs ${plan.program.build} as ${who} for ${settings.url}:`];
  for (const dir of plan.newDirs) lines.push(`  make   ${dir}${dir === layout.stateDir ? " (0700)" : ""}`);
  for (const file of plan.files) {
    const present = machine.read(file.path);
    const verb = present === null ? "write " : present === file.content ? "keep  " : "change";
    lines.push(`  ${verb} ${file.path} (${octal(file.mode)})`);
    if (verb === "change" && file.path === layout.config)
      lines.push(...difference(present ?? "", file.content));
  }
  lines.push(`  write  ${layout.manifest} (0600)`);
  if (plan.registration !== null) {
    const token = plan.registration.token === null ? "; needs --token, which is missing" : "";
    lines.push(
      `  call   register as ${plan.registration.name}, credential in ${layout.identity} (0600)${token}`,
    );
  }
  for (const words of orders(plan)) lines.push(`  run    ${words.join(" ")}`);
  if (unit !== null) {
    const text = plan.files.find(({ path }) => path === layout.unit)?.content ?? "";
    lines.push(
      "",
      `${UNIT_NAME}:`,
      ...text
        .trimEnd()
        .split("\n")
        .map((line) => `  | ${line}`.trimEnd()),
    );
  }
  for (const note of plan.notes) lines.push("", `Note: ${note}`);
  if ("missing" in plan.systemd) {
    lines.push("", `Without a service: ${plan.systemd.missing}. After --apply, start the runner yourself:`);
    lines.push(...byHand(layout, machine.node));
  }
  return lines;
}

/** What is run when it is carried out, in order. */
export function orders({ unit, layout }: Pick<Plan, "unit" | "layout">): string[][] {
  if (unit === null) return [];
  return [
    systemctlWords(layout.scope, "daemon-reload"),
    systemctlWords(layout.scope, "enable", UNIT_NAME),
    systemctlWords(layout.scope, "restart", UNIT_NAME),
  ];
}

/** How to start it where nothing else does: lines to be typed into a shell. */
export function byHand(layout: Layout, node: Machine["node"]): string[] {
  const words = [
    ...nodeWords(node.path, Number.parseInt(node.version, 10)),
    ...[layout.program, "run", "--config", layout.config, "--environment", layout.environment],
  ];
  const call = words.map(shellWord).join(" ");
  const log = shellWord(layout.log);
  return [
    `  nohup ${call} >> ${log} 2>&1 < /dev/null &`,
    `or, to watch it:`,
    `  tmux new-session -d -s adf-runner ${shellWord(call)}`,
  ];
}

export const octal = (mode: number): string => `0${mode.toString(8)}`;

/** Lines that go and lines that come; a configuration is short enough to be shown so. */
function difference(before: string, after: string): string[] {
  const [old, fresh] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `         - ${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `         + ${line}`),
  ];
}
