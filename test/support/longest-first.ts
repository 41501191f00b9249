/**
 * The files that take longest begin first, so that none of them is left alone at the end with the other cores idle. Vitest
 * knows how long they take only where it ran them before, and a fresh clone is where it matters most.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Below `test`, longest first; each more than a few seconds. A file that is not named comes in vitest's own order after them. */
export const LONGEST: readonly string[] = [
  "simulator/mutants.full",
  "journeys/start.full",
  "journeys/start-again.full",
  "simulator/life",
  "journeys/closes-an-issue",
  "journeys/order",
  "runner/protocol",
  "journeys/hostile",
  "conformance/embedded-forge",
  "first-48-hours/before-it-runs",
  "journeys/conversation",
  "first-48-hours/while-it-runs",
  "journeys/bad-days",
  "cli/setup/bootstrap",
  "core/decide/walk.property",
  "local/forge/restart",
  "worker/effects",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    // Vitest's order keeps the files of a project together, which is what lets them share an isolate.
    const projects = Map.groupBy(await super.sort(files), ({ project }) => project.name);
    return [...projects.values()].flatMap((own) => own.sort((a, b) => place(a) - place(b)));
  }
}
