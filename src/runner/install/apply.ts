/** Carries a plan out: manifest first, so that whatever a crash leaves can be removed; the service last. */
import { err, ok, type Result } from "../../core/result.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { waitForContact } from "./contact.ts";
import { byHand, orders } from "./describe.ts";
import { layoutOf } from "./layout.ts";
import type { Machine } from "./machine.ts";
import type { Plan, Program } from "./plan.ts";
import { type Problem, problem } from "./problem.ts";

/** Sentences for the end, the last of them what to type next. */
export async function applyPlan(machine: Machine, plan: Plan): Promise<Result<string[], Problem>> {
  const { layout, registration } = plan;
  if (registration !== null && registration.token === null) {
    return err(
      problem(
        "usage",
        "this machine is not registered yet, and there is no one-time token",
        `${layout.identity} holds no credential for ${plan.settings.url}`,
        "npm run -s adf -- runner token   in a checkout, then the same command with --token TOKEN",
      ),
    );
  }
  machine.makeDir(layout.root, layout.scope === "user" ? 0o700 : 0o755);
  machine.write(layout.manifest, `${JSON.stringify(plan.manifest, null, 2)}\n`, 0o600);
  // The system's state directory belongs to an account that only systemd can make.
  if (layout.scope === "user") machine.makeDir(layout.stateDir, 0o700);
  for (const file of plan.files) machine.write(file.path, file.content, file.mode);
  const speaks = await checkProgram(machine, machine.node.path, layout.program, plan.program);
  if (speaks !== null) return err(speaks);

  if (registration?.token != null) {
    const made = await machine.register({
      url: plan.settings.url,
      token: registration.token,
      name: registration.name,
      stateDir: layout.identityDir,
    });
    if (!made.ok) {
      return err(
        problem(
          "refused",
          "not registered",
          made.error,
          "npm run -s adf -- runner token   in a checkout, then the same command with it",
        ),
      );
    }
  }
  if (plan.unit === null) {
    const why = "missing" in plan.systemd ? plan.systemd.missing : "";
    return ok([
      `Installed, but not started: ${why}. Start it with:`,
      ...byHand(layout, machine.node),
      `Next: ${callOf(machine, plan, "status")}`,
    ]);
  }
  const since = machine.now();
  for (const words of orders(plan)) {
    const ran = await machine.run(words, 15 * 60_000);
    if (ran.code !== 0) {
      return err(problem("no", `${words.join(" ")} failed`, ran.stderr.trim(), "journalctl -xe"));
    }
  }
  const reached = await waitForContact(machine, layout, plan.program.build, since);
  if (!reached.ok) return reached;
  return ok([
    `Installed and connected: ${plan.program.build} asks ${plan.settings.url} for jobs.`,
    ...(await lingering(machine, plan)),
    `Next: ${callOf(machine, plan, "status")}`,
  ]);
}

/** The file is asked who it is by the very Node that will run it. */
export async function checkProgram(
  machine: Machine,
  node: string,
  path: string,
  { build }: Program,
): Promise<Problem | null> {
  const asked = await machine.run([node, path, "--version"]);
  if (asked.code === 0 && asked.stdout.startsWith(`${build} `)) return null;
  return problem(
    "no",
    `${path} does not run here`,
    `${node} was to print ${build} and printed: ${`${asked.stdout}${asked.stderr}`.trim().slice(0, 400)}`,
    "build the file again, in a checkout: npm run -s adf -- runner build --out adf-runner.mjs",
  );
}

/** How the installed program is called from now on, with the options by which it finds itself again. */
export function callOf(machine: Machine, { layout }: Pick<Plan, "layout">, verb: string): string {
  const { scope, root } = layout;
  const place = { scope, home: machine.home, configHome: machine.env.XDG_CONFIG_HOME };
  return [
    machine.node.path,
    layout.program,
    verb,
    ...((scope === "system") === machine.isRoot ? [] : [`--${scope}`]),
    ...(layoutOf(place).root === root ? [] : ["--prefix", root]),
  ]
    .map(shellWord)
    .join(" ");
}

async function lingering(machine: Machine, { layout }: Plan): Promise<string[]> {
  if (layout.scope === "system") return [];
  const shown = await machine.run(["loginctl", "show-user", machine.user, "--property=Linger", "--value"]);
  if (shown.stdout.trim() !== "no") return [];
  return [
    `It stops when ${machine.user} logs out, and starts at the next login. To keep it: loginctl enable-linger ${machine.user}`,
  ];
}
