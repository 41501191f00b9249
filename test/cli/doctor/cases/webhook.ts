/** The webhook and its deliveries. */
import { forge, LOCAL, WORKER } from "../facts.ts";
import type { Case } from "./case.ts";

const hook = (change: Partial<NonNullable<ReturnType<typeof forge>["hooks"]>[number]>) => ({
  from_worker: { hooks: (forge().hooks ?? []).map((h) => ({ ...h, ...change })) },
});

export const WEBHOOK: readonly Case[] = [
  [
    "no webhook",
    "webhook/tides",
    { from_worker: { hooks: [] } },
    "fix",
    /has no webhook to https:\/\/adf\.example\/webhooks\/gitea/,
    /POST .*hooks .*\$WEBHOOK_SECRET/,
  ],
  [
    "no webhook on one machine",
    "webhook/tides",
    { place: LOCAL, from_worker: { hooks: [] } },
    "fix",
    /has no webhook/,
    /npm start/,
  ],
  [
    "a webhook to another Worker",
    "webhook/tides",
    hook({ url: "https://old.example/webhooks/gitea" }),
    "fix",
    /goes to https:\/\/old\.example/,
    /PATCH .*hooks\/7/,
  ],
  [
    "the same webhook twice",
    "webhook/tides",
    {
      from_worker: {
        hooks: [...(forge().hooks ?? []), { ...(forge().hooks?.[0] as never as object), id: 9 } as never],
      },
    },
    "fix",
    /2 webhooks.*told 2 times/,
    /DELETE .*hooks\/9/,
  ],
  [
    "webhooks that nobody may list",
    "webhook/tides",
    {
      from_worker: { hooks: null, hooks_problem: { reason: "forbidden", detail: "no admin" } },
      from_here: "no token",
    },
    "unknown",
    /could not be listed: no admin/,
    /--admin-token-file/,
  ],
  [
    "webhooks that only this machine's token may list",
    "webhook/tides",
    { from_worker: { hooks: null } },
    "ok",
    /has the webhook/,
    null,
  ],
  [
    "a forge of one's own that is only observed",
    "webhook/tides",
    {
      place: { kind: "own", url: WORKER, started_secs: 3_600, options: "" },
      from_worker: { url: "http://127.0.0.1:3000", hooks: [] },
      project: { mode: "observe" },
    },
    "ok",
    /none is made in the mode observe: the poll brings the news/,
    null,
  ],
  [
    "a forge of one's own beside this machine, without a webhook",
    "webhook/tides",
    {
      place: { kind: "own", url: WORKER, started_secs: 3_600, options: "" },
      from_worker: { url: "http://127.0.0.1:3000", hooks: [] },
    },
    "fix",
    /has no webhook/,
    /adf -- setup --project tides --repo owner\/tides --forge http:\/\/127\.0\.0\.1:3000 --worker https:\/\/adf\.example /,
  ],
  [
    "a forge that cannot reach one machine",
    "webhook/tides",
    { place: { kind: "own", url: "http://127.0.0.1:8787", started_secs: 3_600, options: "" } },
    "ok",
    /the poll brings the news/,
    null,
  ],
  [
    "a webhook that is switched off",
    "webhook.active/tides",
    hook({ active: false }),
    "fix",
    /switched off/,
    /"active":true/,
  ],
  [
    "a webhook that tells only of pushes",
    "webhook.events/tides",
    hook({ events: ["push"] }),
    "fix",
    /not tell of issues, issue_comment/,
    /"events":\["issues","pull_request","push"\]/,
  ],
  [
    "deliveries that never came while the poll found news",
    "webhook.delivered/tides",
    { project: { heard_secs: null, found_secs: 90 } },
    "fix",
    /no delivery ever arrived.*allowed-host list/,
    /ALLOWED_HOST_LIST.*hooks\/7\/tests/,
  ],
  [
    "nothing to deliver yet",
    "webhook.delivered/tides",
    { project: { heard_secs: null, found_secs: null } },
    "unknown",
    /nothing has happened/,
    /hooks\/7\/tests/,
  ],
  [
    "news from the poll long after the last delivery",
    "webhook.delivered/tides",
    { project: { heard_secs: 5_000, found_secs: 60 } },
    "unknown",
    /83 min ago, and the poll found something newer 60 s ago/,
    /tests/,
  ],
  [
    "news from the poll just before a delivery",
    "webhook.delivered/tides",
    { project: { heard_secs: 5, found_secs: 9 } },
    "ok",
    /5 s ago/,
    null,
  ],
];
