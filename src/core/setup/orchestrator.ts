/**
 * Answers and the file as it is → the file as it should be. What people wrote stays: a second project is blocks at the
 * end, an answer for an existing project is its one line, and every line that would be replaced is named.
 */
import { parse } from "smol-toml";
import type { OrchestratorConfig } from "../../contract/config.ts";
import { loadConfig } from "../config/load.ts";
import { locate } from "../config/locate.ts";
import { trustedIn } from "../policy/trust.ts";
import { err, ok, type Result } from "../result.ts";
import type { Answers, WrongAnswer } from "./answers.ts";
import { addToList, append, applyEdits, type Edit, setKey } from "./edit.ts";
import { agentBlock, newOrchestrator, projectBlock } from "./new-file.ts";

export const ORCHESTRATOR = "orchestrator.toml";

export interface PlannedOrchestrator {
  readonly text: string;
  /** What stands in the file and would be replaced; needs a person's word. */
  readonly replaces: readonly string[];
  /** What is done, a line each. */
  readonly changes: readonly string[];
}

export type OrchestratorPlan = Result<PlannedOrchestrator, readonly WrongAnswer[]>;

export function planOrchestrator(existing: string | null, answers: Answers): OrchestratorPlan {
  if (existing === null || existing.trim() === "") {
    const text = newOrchestrator(answers);
    return checked(text, answers, {
      text,
      replaces: [],
      changes: [`a factory with the project ${answers.project}`],
    });
  }
  const now = loadConfig(existing);
  if (!now.ok) {
    return err([
      wrong(
        ORCHESTRATOR,
        `${ORCHESTRATOR} has errors, and nothing is added to a file that does not load:\n${sentences(now.error)}`,
        `npm run -s adf -- check ${ORCHESTRATOR}`,
      ),
    ]);
  }
  const edits = editsFor(existing, now.value, answers);
  if (!edits.ok) return edits;
  const text = applyEdits(existing, edits.value);
  return checked(text, answers, {
    text,
    replaces: edits.value.flatMap((edit) =>
      edit.replaces === null ? [] : [`${edit.replaces}  →  ${edit.what}`],
    ),
    changes: edits.value.map((edit) => edit.what),
  });
}

/** What is handed on loads, and says what was asked for. */
function checked(text: string, answers: Answers, plan: PlannedOrchestrator): OrchestratorPlan {
  const loaded = loadConfig(text);
  if (!loaded.ok)
    return err([wrong(ORCHESTRATOR, sentences(loaded.error), "give other answers; nothing was written")]);
  const { projects, agents } = loaded.value;
  const project = projects.find((one) => one.name === answers.project);
  const there = answers.agents_given
    ? answers.agents.every(({ name, role }) => agents.some((one) => one.name === name && one.role === role))
    : true;
  const said =
    project?.repo === answers.repo &&
    project.schedule === (answers.schedule ?? project.schedule) &&
    project.mode === (answers.mode ?? project.mode) &&
    loaded.value.gitea.via === (answers.via ?? loaded.value.gitea.via);
  if (said && there) return ok(plan);
  const next = `make the change by hand, then: npm run -s adf -- check ${ORCHESTRATOR}`;
  return err([wrong(ORCHESTRATOR, `${ORCHESTRATOR} is written in a way that setup cannot edit`, next)]);
}

const sentences = (refused: readonly { at: string; message: string }[]): string =>
  refused.map(({ at, message }) => `${ORCHESTRATOR}, ${at}: ${message}`).join("\n");

const wrong = (flag: string, message: string, next: string): WrongAnswer => ({ flag, message, next });

function editsFor(
  text: string,
  config: OrchestratorConfig,
  answers: Answers,
): Result<Edit[], readonly WrongAnswer[]> {
  const problems = [...unfit(text, config, answers)];
  if (problems.length > 0) return err(problems);
  const places = locate(text);
  const edits: Edit[] = [];
  const add = (edit: Edit | null) => {
    if (edit !== null) edits.push(edit);
  };
  const at = config.projects.findIndex((one) => one.name === answers.project);
  const project = config.projects[at];
  const known = new Set(project === undefined ? config.gitea.trusted : trustedIn(config, project));
  const strangers = answers.trusted.filter((login) => !known.has(login));
  if (project !== undefined && answers.trusted_given && strangers.length > 0) {
    if (project.trusted !== undefined) add(addToList(text, places, ["projects", at, "trusted"], strangers));
    else if (config.projects.length === 1) add(addToList(text, places, ["gitea", "trusted"], strangers));
    else add(setKey(text, places, ["projects", at], "trusted", [...known, ...strangers], "name"));
  }
  if (answers.review_gate_given && config.review_gate.agent !== answers.review_gate) {
    const set = setKey(text, places, ["review_gate"], "agent", answers.review_gate, "context");
    add(
      set ?? append(text, `[review_gate]\nagent = ${JSON.stringify(answers.review_gate)}`, "[review_gate]"),
    );
  }
  if (answers.via !== undefined && config.gitea.via !== answers.via)
    add(setKey(text, places, ["gitea"], "via", answers.via, "url"));
  const only = config.projects.length === 1 ? config.projects[0]?.name : undefined;
  if (project === undefined) {
    // Which project an agent means was clear while there was one.
    for (const [i, agent] of config.agents.entries()) {
      if (agent.project === undefined && only !== undefined)
        add(setKey(text, places, ["agents", i], "project", only, "role"));
    }
    // A stranger to the deployment commands their own project, and not by that the ones that were there.
    const own = strangers.length > 0 ? answers.trusted : null;
    add(append(text, projectBlock(answers, own), `[[projects]] ${answers.project}`));
  } else {
    const asked = {
      repo: answers.repo,
      branch: answers.branch,
      schedule: answers.schedule,
      timezone: answers.timezone,
      mode: answers.mode,
    };
    for (const [key, value] of Object.entries(asked)) {
      if (value !== undefined && project[key as keyof typeof asked] !== value)
        add(setKey(text, places, ["projects", at], key, value, "name"));
    }
  }
  const several = config.projects.length > 1 || project === undefined;
  const blocks: string[] = [];
  for (const agent of agentsFor(project === undefined, answers)) {
    const i = config.agents.findIndex(
      (one) => one.name === agent.name && (one.project ?? only) === answers.project,
    );
    const there = config.agents[i];
    if (there === undefined) blocks.push(agentBlock(agent, several ? answers.project : null));
    else {
      if (there.role !== agent.role) add(setKey(text, places, ["agents", i], "role", agent.role, "name"));
      if (agent.model !== undefined && there.model !== agent.model)
        add(setKey(text, places, ["agents", i], "model", agent.model, "role"));
    }
  }
  if (blocks.length > 0) {
    const names = blocks.map((one) => /name = "([^"]*)"/.exec(one)?.[1]).join(", ");
    const before =
      project === undefined
        ? applyEdits(
            text,
            edits.filter((one) => one.offset === text.length),
          )
        : text;
    add({ ...append(before, blocks.join("\n"), `[[agents]] ${names}`), offset: text.length });
  }
  return ok(edits);
}

/** For a project that is there, agents that nobody named are not added again. */
const agentsFor = (fresh: boolean, answers: Answers) =>
  fresh || answers.agents_given ? answers.agents : answers.agents.filter((one) => one.model !== undefined);

/** What no edit can bring together. */
function* unfit(text: string, config: OrchestratorConfig, answers: Answers): Generator<WrongAnswer> {
  const url = config.gitea.url.replace(/\/+$/, "");
  if (url !== answers.forge) {
    yield wrong(
      "--forge",
      `this deployment works on ${url}, and one deployment has one forge`,
      "leave --forge out, or write another deployment with --out DIR",
    );
  }
  const fresh = !config.projects.some((one) => one.name === answers.project);
  const gate = config.review_gate.agent;
  if (fresh && gate !== answers.review_gate) {
    yield wrong(
      "--review-gate",
      `the review gate of this deployment is ${gate}, and it is one for all its projects`,
      `--agents …,${gate}:reviewer --review-gate ${gate}`,
    );
  }
  const tables = parse(text) as Record<string, unknown>;
  for (const name of ["projects", "agents"]) {
    const headers = text.match(new RegExp(`^[ \\t]*\\[\\[[ \\t]*${name}[ \\t]*\\]\\]`, "gm"))?.length ?? 0;
    const many = tables[name];
    if (Array.isArray(many) && headers < many.length) {
      yield wrong(
        ORCHESTRATOR,
        `${name} is written as one list in brackets, to which no block can be added`,
        `write each entry under its own [[${name}]] header first`,
      );
    }
  }
}
