/** Reads the mentions in one text, acts on those that may be acted on and answers the others, once. */
import { cutAt } from "../comment/quiet.ts";
import { orderOf } from "../control/order.ts";
import type { Person } from "../event/event.ts";
import { explainProblems } from "../mention/explain.ts";
import { parseMentions } from "../mention/parse.ts";
import { isTrusted } from "../policy/trust.ts";
import { askCompound } from "./compound.ts";
import type { Draft } from "./draft.ts";
import { obey } from "./obey.ts";
import { type RequestOutcome, requestWork } from "./request-work.ts";
import { agentsOf } from "./snapshot.ts";
import { wishIn } from "./wishes.ts";

export interface Said {
  /** `comment:<id>` or `issue:<id>`: one agent is dispatched once for it, edits included. */
  readonly source: string;
  readonly root: string;
  readonly text: string;
  readonly author: Person;
  readonly number: number;
  readonly title: string;
  readonly is_pull: boolean;
  /** Whether the name of an account that calls nobody is answered: not where the text may answer a question. */
  readonly accounts?: boolean;
}

/** Asks for a compound review, as `@adf:compound-review`. No agent stands behind it: the project's reviewers do it. */
const COMPOUND_NAME = "compound-review";

function read(draft: Draft, text: string, accounts = true) {
  const { config, project } = draft.context;
  const known = config.projects.flatMap((p) =>
    [...new Set([...agentsOf(config, p.name).map((a) => a.name), COMPOUND_NAME])].map((name) => ({
      project: p.name,
      name,
    })),
  );
  return { known, ...parseMentions(text, { agents: known, project: project.name, accounts }) };
}

const keyOf = (said: Pick<Said, "source">, mention: { project: string | null; agent: string }): string =>
  `${said.source}:${mention.project ?? ""}/${mention.agent}`;

/** What stood in a text before we came is noted as said, so that touching the text later does not say it again. */
export function noteBefore(draft: Draft, said: Pick<Said, "source" | "text">): void {
  const { mentions, problems } = read(draft, said.text);
  if (mentions.length === 0 && problems.length === 0) return;
  for (const key of [`${said.source}:before`, ...mentions.map((m) => keyOf(said, m))])
    draft.noteMention(key, "before_the_start");
}

export function answerMentions(draft: Draft, said: Said): "none" | "answered" {
  const { config, project } = draft.context;
  const { known, mentions, problems } = read(draft, said.text, said.accounts);
  if (mentions.length === 0 && problems.length === 0) return "none";
  const nothing_new = mentions.every((m) => draft.mentionSeen(keyOf(said, m)));
  if (nothing_new && draft.mentionSeen(`${said.source}:before`)) return "none";
  if (!isTrusted(draft.snapshot.trust, said.author)) {
    answerStranger(draft, said);
    return "answered";
  }
  const replies: string[] = [];
  for (const mention of mentions.slice(0, config.mentions.max_agents)) {
    const key = keyOf(said, mention);
    if (draft.mentionSeen(key)) continue;
    const result = act(draft, said, mention);
    draft.noteMention(key, result.outcome);
    draft.log("mention.accepted", {
      issue: said.number,
      agent: mention.agent,
      outcome: result.outcome,
      by: said.author.login,
      ...(result.outcome === "refused" ? { reason: cutAt(result.sentence, 500) } : {}),
    });
    if ("sentence" in result && result.sentence !== undefined) replies.push(result.sentence);
  }
  for (const mention of mentions.slice(config.mentions.max_agents)) {
    replies.push(
      `\`${mention.agent}\` was not asked: one comment may ask ${config.mentions.max_agents} agents.`,
    );
  }
  if (problems.length > 0) {
    replies.push(
      explainProblems(
        problems,
        known.filter((k) => k.project === project.name),
      ),
    );
  }
  if (replies.length > 0) reply(draft, said, replies.join("\n\n"), `reply:${said.source}`);
  return "answered";
}

function act(
  draft: Draft,
  said: Said,
  mention: { project: string | null; agent: string; context: string },
): RequestOutcome {
  const { project, agents } = draft.context;
  if (mention.project !== null && mention.project !== project.name) {
    return {
      outcome: "refused",
      sentence: `\`${mention.project}/${mention.agent}\` works on another repository. Mention it there.`,
    };
  }
  const agent = agents.find((a) => a.name === mention.agent);
  // An agent of that name is older than the review, and is asked like any other.
  if (agent === undefined && mention.agent === COMPOUND_NAME)
    return { outcome: "obeyed", sentence: askCompound(draft, said.author.login, said.number).sentence };
  if (agent === undefined) throw new Error(`the parser accepted ${mention.agent}, which is not configured`);
  const order = orderOf(mention.context);
  if (order !== null)
    return { outcome: "obeyed", sentence: obey(draft, order, agent.name, said.number, said.author.login) };
  const asked = wishIn(draft, mention.context);
  if (!asked.ok) return { outcome: "refused", sentence: `\`${agent.name}\` has not begun. ${asked.error}` };
  const { wish, rest } = asked.value;
  return requestWork(draft, {
    agent,
    number: said.number,
    title: said.title,
    is_pull: said.is_pull,
    context: rest,
    ...(wish === null ? {} : { wish }),
    root: said.root,
    from_hop: null,
    head_sha: said.is_pull ? (draft.pull(said.number)?.head_sha ?? null) : null,
  });
}

/** A stranger is told once per issue who may ask; answering each comment would let him make us talk for ever. */
function answerStranger(draft: Draft, said: Said): void {
  const id = `stranger:${said.number}:${said.author.id}`;
  draft.log("mention.refused", { issue: said.number, reason: "untrusted_author", by: said.author.login });
  reply(
    draft,
    said,
    "Thank you. I act on mentions by the people who look after this repository; one of them can mention me here.",
    id,
  );
}

export function reply(draft: Draft, said: Pick<Said, "number" | "root">, body: string, id: string): void {
  draft.effect(
    null,
    { kind: "comment", account: "coordinator", issue: said.number, body, root: said.root, hop: 0 },
    id,
  );
}
