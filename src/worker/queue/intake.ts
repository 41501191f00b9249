/** From a forge event to what Project takes in: its semantic key, and its marker checked. */
import type { EventInput } from "../../core/decide/on-event.ts";
import type { ForgeEvent } from "../../core/event/event.ts";
import { readMarker } from "../../forge/marker.ts";
import { digest } from "../secret.ts";

/** What makes two sightings the same event: repository, kind, object, time of change and content. */
function identity(event: ForgeEvent): { object: string; content: string } {
  switch (event.kind) {
    case "issue": {
      const i = event.issue;
      const content = JSON.stringify([event.action, i.title, i.body, i.state, i.labels]);
      return { object: `${i.id}:${i.updated_at}`, content };
    }
    case "comment": {
      const c = event.comment;
      return { object: `${c.id}:${c.updated_at}`, content: JSON.stringify([event.action, c.body]) };
    }
    case "pull": {
      const p = event.pull;
      return {
        object: `${p.id}:${p.updated_at}`,
        content: JSON.stringify([p.state, p.head_sha, p.merged, p.body]),
      };
    }
    case "push":
      return { object: event.ref, content: `${event.before} ${event.after}` };
  }
}

export async function intake(
  event: ForgeEvent,
  marker_secret: string,
  history: boolean,
): Promise<EventInput> {
  const { object, content } = identity(event);
  const key = `${event.repo.id}:${event.kind}:${object}:${(await digest(content)).slice(0, 24)}`;
  const place = { repo: event.repo.path, issue: event.kind === "comment" ? event.comment.issue : 0 };
  const body = event.kind === "comment" ? event.comment.body : event.kind === "issue" ? event.issue.body : "";
  const marker = body === "" ? ({ kind: "none" } as const) : await readMarker(marker_secret, place, body);
  return { key, event, marker, history };
}
