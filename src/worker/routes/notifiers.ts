/** A message to each notifier, or to one, sent at once: whether it arrives is answered, and nothing of it is stored. */
import type { Context } from "hono";
import type { Notifier } from "../../contract/config/notify.ts";
import { type NoticeMessage, type NotifierAnswers, NotifierTest } from "../../contract/notice.ts";
import type { AppEnv } from "../app.ts";
import type { Door } from "../environment.ts";
import { tell } from "../notifier.ts";
import { refuse } from "../refusal.ts";
import { parseBody } from "../request.ts";

export async function testNotifiers(c: Context<AppEnv>): Promise<Response> {
  const body = await parseBody(c, NotifierTest);
  if (!body.ok) return body.error;
  const { door } = c.var;
  const { notifier: only } = body.value;
  const meant = door.config.notifiers.filter((n) => only === undefined || n.name === only);
  if (only !== undefined && meant.length === 0) return refuse(c, "unknown_notifier");
  const answers = await Promise.all(meant.map((n) => test(door, n)));
  return c.json({ answers } satisfies NotifierAnswers);
}

async function test(door: Door, notifier: Notifier): Promise<NotifierAnswers["answers"][number]> {
  const { name, kind, url } = notifier;
  const told = await tell(door, notifier, messageFor(door, name));
  const host = new URL(url).host;
  return { notifier: name, kind, host, delivered: told.ok, why: told.ok ? "" : told.error };
}

const messageFor = ({ config }: Door, notifier: string): NoticeMessage => ({
  type: "test",
  timestamp: new Date().toISOString(),
  data: {
    id: `test:${crypto.randomUUID()}`,
    level: "info",
    factory: config.factory.name,
    project: "",
    about: "test",
    title: `${config.factory.name} reaches you`,
    body: `This is a test of the notifier ${notifier}. Nothing is wrong.`,
    link: null,
  },
});
