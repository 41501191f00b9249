/** Webhooks of a repository: inactive unless asked, `push` unless named, and a secret that is never told again. */
import type { Hono } from "hono";
import * as z from "zod";
import { expandEvents } from "../hooks/event.ts";
import { invalid, notFound } from "../problem.ts";
import type { HookRow } from "../store/rows.ts";
import { time } from "../view/link.ts";
import { type Api, body, number, pageOf, type Room, roomFor } from "./door.ts";

const shared = {
  events: z.array(z.string()).nullish(),
  branch_filter: z.string().default(""),
  authorization_header: z.string().default(""),
  config: z.record(z.string(), z.string()).nullish(),
};
const CreateHook = z.looseObject({
  ...shared,
  type: z.string().default(""),
  active: z.boolean().default(false),
});
const EditHook = z.looseObject({ ...shared, active: z.boolean().nullish() });

export function hookRoutes(app: Hono<Api>): void {
  const base = "/repos/:owner/:repo/hooks";
  app.get(base, (c) => {
    const at = roomFor(c, "repository", "admin");
    return c.json(
      pageOf(
        c,
        at.forge.store.filter("hooks", (hook) => hook.repo === at.repo.id),
      ).map(hookView),
    );
  });
  app.get(`${base}/:id`, (c) => c.json(hookView(one(roomFor(c, "repository", "admin"), number(c, "id")))));

  app.post(base, async (c) => {
    const at = roomFor(c, "repository", "admin");
    const asked = await body(c, CreateHook);
    if (asked.type !== "gitea" && asked.type !== "forgejo" && asked.type !== "gogs") {
      throw invalid(`Invalid hook type: ${asked.type}`);
    }
    const url = asked.config?.url;
    const content = asked.config?.content_type;
    if (url === undefined) throw invalid("Missing config option: url");
    if (content === undefined) throw invalid("Missing config option: content_type");
    const now = at.forge.store.now();
    const hook = at.forge.store.write((tx) => {
      const row: HookRow = {
        id: tx.next("hooks"),
        repo: at.repo.id,
        type: asked.type,
        active: asked.active,
        events: expandEvents(asked.events ?? []),
        branch_filter: asked.branch_filter,
        authorization: asked.authorization_header,
        url: checkedUrl(url),
        content_type: checkedType(content),
        secret: asked.config?.secret ?? "",
        created: now,
        updated: now,
      };
      tx.put("hooks", row.id, row);
      return row;
    });
    return c.json(hookView(hook), 201);
  });

  app.patch(`${base}/:id`, async (c) => {
    const at = roomFor(c, "repository", "admin");
    const old = one(at, number(c, "id"));
    const asked = await body(c, EditHook);
    const hook: HookRow = {
      ...old,
      // What an edit leaves out is reset, all but the address, the secret and being active.
      events: expandEvents(asked.events ?? []),
      branch_filter: asked.branch_filter,
      authorization: asked.authorization_header,
      url: checkedUrl(asked.config?.url ?? old.url),
      content_type: checkedType(asked.config?.content_type ?? old.content_type),
      active: asked.active ?? old.active,
      updated: at.forge.store.now(),
    };
    at.forge.store.write((tx) => tx.put("hooks", hook.id, hook));
    return c.json(hookView(hook));
  });

  app.delete(`${base}/:id`, (c) => {
    const at = roomFor(c, "repository", "admin");
    const hook = one(at, number(c, "id"));
    at.forge.store.write((tx) => tx.drop("hooks", hook.id));
    return c.body(null, 204);
  });
}

function one(at: Room, id: number): HookRow {
  const hook = at.forge.store.get("hooks", id);
  if (hook === undefined || hook.repo !== at.repo.id) throw notFound(`webhook does not exist [id: ${id}]`);
  return hook;
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw invalid("Invalid url");
  return url;
}

function checkedType(type: string): HookRow["content_type"] {
  if (type !== "json" && type !== "form") throw invalid("Invalid content type");
  return type;
}

const hookView = (hook: HookRow) => ({
  id: hook.id,
  name: "",
  type: hook.type,
  branch_filter: hook.branch_filter,
  config: { content_type: hook.content_type, url: hook.url },
  events: hook.events,
  authorization_header: hook.authorization,
  active: hook.active,
  updated_at: time(hook.updated),
  created_at: time(hook.created),
});
