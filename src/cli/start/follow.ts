/** Follows a running factory until it is done, runs out of time, or is told to stop. */
import type { ProjectView } from "../../contract/state.ts";
import type { Factory } from "../../local/factory/factory.ts";

export type End =
  | { readonly kind: "done" | "timeout"; readonly projects: readonly ProjectView[] }
  | { readonly kind: "stopped" }
  | { readonly kind: "runner_died"; readonly code: number | null };

const LOOK_MS = 500;
/** Settled for this many looks in a row: a webhook may be on its way between two of them. */
const LOOKS = 4;

/** `over`: whether what happens besides the work is over too. */
export async function untilDone(
  factory: Factory,
  timeout_secs: number,
  stop: AbortSignal,
  over: () => boolean = () => true,
): Promise<End> {
  const ends_at = Date.now() + timeout_secs * 1000;
  let died: { code: number | null } | null = null;
  void factory.runner.exited.then((code) => {
    died = { code };
  });
  let settled = 0;
  for (;;) {
    await pause(LOOK_MS, stop);
    if (stop.aborted) return { kind: "stopped" };
    if (died !== null) return { kind: "runner_died", code: (died as { code: number | null }).code };
    const state = await factory.state();
    const projects = factory.projects.map(({ name }) => {
      const project = state.projects.find((p) => p.name === name);
      if (project === undefined) throw new Error(`the Worker does not know its project ${name}`);
      return project;
    });
    settled = projects.every((p) => p.settled) && over() ? settled + 1 : 0;
    if (settled >= LOOKS) return { kind: "done", projects };
    if (Date.now() > ends_at) return { kind: "timeout", projects };
  }
}

export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener("abort", end);
  });
}
