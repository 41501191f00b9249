import { describe, expect, it } from "vitest";
import { type Change, DEPLOYED, forge, LOCAL, line, lines, runner, WORKER } from "./facts.ts";

type Row = readonly [string, string, Change, "ok" | "fix" | "unknown", RegExp, RegExp | null];

const refusedToken = { reason: "unauthorized", detail: "GET /user: 401 invalid token" };
const account = (change: Partial<ReturnType<typeof forge>["accounts"][number]>) => ({
  from_worker: {
    accounts: forge().accounts.map((a) => (a.account === "reviewer" ? { ...a, ...change } : a)),
  },
});
const hook = (change: Partial<NonNullable<ReturnType<typeof forge>["hooks"]>[number]>) => ({
  from_worker: { hooks: (forge().hooks ?? []).map((h) => ({ ...h, ...change })) },
});
const parked = { phase: "parked", issue: 11 } as never;

const ROWS: readonly Row[] = [
  // this machine
  [
    "a Node that is too old",
    "node",
    { machine: { node: "22.11.0" } },
    "fix",
    /22\.11\.0 is older than 22\.12/,
    /nvm install/,
  ],
  ["a Node of the right age", "node", { machine: { node: "22.12.0" } }, "ok", /22\.12\.0/, null],
  ["no git", "git", { machine: { git: null } }, "fix", /not on the PATH/, /install git/],
  [
    "a git that merges only with a work tree",
    "git",
    { machine: { git: "git version 2.37.9" } },
    "fix",
    /older than 2\.38/,
    /install git/,
  ],
  ["the oldest git that will do", "git", { machine: { git: "git version 2.38.0" } }, "ok", /2\.38/, null],
  ["a full disk", "disk", { machine: { free_bytes: 1e9 } }, "fix", /only 1\.0 GB/, /^du /],
  [
    "a disk that cannot be read",
    "disk",
    { machine: { free_bytes: null } },
    "unknown",
    /could not be read/,
    null,
  ],
  [
    "no agent CLI beside a deployed Worker",
    "agents",
    { machine: { found_clis: [] } },
    "unknown",
    /none of claude, opencode/,
    null,
  ],
  [
    "the agent CLIs of this machine",
    "agents",
    {},
    "ok",
    /opencode 1\.18\.33, not logged in \(opencode auth login\)/,
    null,
  ],
  [
    "no agent CLI beside npm start",
    "agents",
    { place: LOCAL, machine: { found_clis: [] } },
    "ok",
    /adf-repair/,
    null,
  ],
  // the Worker
  [
    "a Worker that does not answer",
    "worker",
    { worker: { kind: "down", why: "connect ECONNREFUSED" } },
    "fix",
    /does not answer.*ECONNREFUSED/,
    /npm run -s adf -- deploy/,
  ],
  [
    "no factory at all",
    "worker",
    { place: LOCAL, worker: { kind: "absent", what: "there is no factory in .adf", next: "npm start" } },
    "fix",
    /no factory/,
    /npm start/,
  ],
  [
    "a wrong admin token",
    "worker",
    { worker: { kind: "refused", why: "Send the ADMIN_TOKEN", next: "ADF_ADMIN_TOKEN=…" } },
    "fix",
    /cannot be asked/,
    /ADF_ADMIN_TOKEN/,
  ],
  [
    "a secret that was never set",
    "worker",
    {
      worker: {
        kind: "unconfigured",
        missing: [
          { what: "The secret MARKER_SECRET is not set.", fix: "npx wrangler secret put MARKER_SECRET" },
        ],
      },
    },
    "fix",
    /MARKER_SECRET/,
    /secret put MARKER_SECRET/,
  ],
  [
    "a Worker of another build than this checkout makes",
    "worker.build",
    { checkout: "worker-0.1.0+2222222222" },
    "fix",
    /runs b-1, and this checkout makes worker-0\.1\.0\+2222222222/,
    /adf -- deploy$/,
  ],
  [
    "a variable that hides the configuration of the deploy",
    "worker.configuration",
    { checks: { config_from: "variable" } },
    "fix",
    /variable ADF_CONFIG hides/,
    /adf -- deploy$/,
  ],
  [
    "a runner of another build than belongs to the Worker",
    "runner/attic",
    {
      checks: { runner_build: "runner-0.1.0+2222222222" },
      runners: [runner({ build: "runner-0.1.0+1111111111" })],
    },
    "fix",
    /runs runner-0\.1\.0\+1111111111, and runner-0\.1\.0\+2222222222 belongs/,
    /upgrade/,
  ],
  [
    "a runner from a checkout of the same release, which says no more of itself",
    "runner/attic",
    { checks: { runner_build: "runner-0.1.0+2222222222" } },
    "ok",
    /connected/,
    null,
  ],
  [
    "a Worker of an older contract",
    "worker.build",
    { checks: { contract: 0 } },
    "fix",
    /contract 0/,
    /deploy/,
  ],
  [
    "a Worker of a newer contract",
    "worker.build",
    { checks: { contract: 99 } },
    "fix",
    /contract 99/,
    /git pull/,
  ],
  [
    "another configuration than the file",
    "worker.configuration",
    { file: { path: "orchestrator.toml", hash: "ffff" } },
    "fix",
    /orchestrator\.toml is ffff/,
    /adf -- deploy$/,
  ],
  [
    "the configuration of the file",
    "worker.configuration",
    { file: { path: "orchestrator.toml", hash: "0123456789abcdef" } },
    "ok",
    /as orchestrator\.toml/,
    null,
  ],
  // the forge
  [
    "a forge that this machine cannot reach",
    "forge.machine",
    { from_here: { unreachable: "no answer: ENOTFOUND" } },
    "fix",
    /from this machine: no answer/,
    /curl .*\/version/,
  ],
  [
    "a forge that only the Worker cannot reach",
    "forge.worker",
    { from_worker: { unreachable: "no answer within 8000 ms" } },
    "fix",
    /from where the Worker runs/,
    /via = "access"/,
  ],
  [
    "a forge that the Worker reaches through Access",
    "forge.worker",
    { from_worker: { via: "access" } },
    "ok",
    /from where the Worker runs through Cloudflare Access/,
    null,
  ],
  [
    "Access in front of the forge, and a Worker that was not told",
    "forge.worker",
    { from_worker: { unreachable: "to its login page (302)", unreachable_reason: "access_refused" } },
    "fix",
    /behind Cloudflare Access, and the Worker shows it no service token/,
    /via = "access" under \[gitea\].*CF_ACCESS_CLIENT_SECRET && npm run deploy/,
  ],
  [
    "a service token that Access refuses",
    "forge.worker",
    { from_worker: { via: "access", unreachable: "refuses (403)", unreachable_reason: "access_refused" } },
    "fix",
    /does not let in the service token .*refuses \(403\)/,
    /"Service Auth".*secret put CF_ACCESS_CLIENT_ID/,
  ],
  [
    "a forge that is down behind Access",
    "forge.worker",
    { from_worker: { via: "access", unreachable: "530", unreachable_reason: "server_error" } },
    "fix",
    /no forge answers .* behind Cloudflare Access: 530/,
    /cloudflared tunnel list.*CF-Access-Client-Id/,
  ],
  [
    "a login page where the API should be",
    "forge.worker",
    { from_worker: { unreachable: "a web page, such as a login page", unreachable_reason: "malformed" } },
    "fix",
    /something else than the forge's API.*login page/,
    /correct url in \[gitea\].*curl/,
  ],
  [
    "a machine that Access knows nothing of",
    "forge.machine",
    { from_here: { unreachable: "to its login page (302)", unreachable_reason: "access_refused" } },
    "unknown",
    /this machine has shown it no service token/,
    /^CF_ACCESS_CLIENT_ID=…/,
  ],
  [
    "a forge that nobody asked",
    "forge.worker",
    { from_worker: "the Worker did not tell" },
    "unknown",
    /did not tell/,
    null,
  ],
  [
    "a shut gate",
    "forge.gate",
    { checks: { forge_gate: { failures: 4, shut_secs: 31.2 } } },
    "fix",
    /4 calls.*another 32 s/,
    /opens by itself/,
  ],
  [
    "a gate that lets the next call try",
    "forge.gate",
    { checks: { forge_gate: { failures: 1, shut_secs: 0 } } },
    "ok",
    /1 call to the forge failed/,
    null,
  ],
  [
    "a token that is refused",
    "token/reviewer",
    account({ login: null, problem: refusedToken }),
    "fix",
    /token of reviewer is refused/,
    /secret put FORGE_TOKENS/,
  ],
  [
    "a token that could not be tried",
    "token/reviewer",
    account({ problem: { reason: "server_error", detail: "502" } }),
    "unknown",
    /was not judged/,
    null,
  ],
  [
    "a token without a scope",
    "token/reviewer",
    account({ scopes: ["read:user", "read:repository", "write:issue"] }),
    "fix",
    /lacks write:repository$/,
    /write:repository/,
  ],
  [
    "a token whose scopes the forge does not tell",
    "token/reviewer",
    account({ scopes: null }),
    "ok",
    /does not tell its scopes/,
    null,
  ],
  [
    "a token that may not read issues",
    "token/reviewer",
    account({ scopes: null, issues_problem: { reason: "forbidden", detail: "403" } }),
    "fix",
    /may not read issues/,
    /make a token/,
  ],
  [
    "an account that may only read",
    "token/reviewer",
    account({ permission: "read" }),
    "fix",
    /may only read owner\/tides/,
    /collaborators\/adf-reviewer/,
  ],
  [
    "a repository that is not there",
    "repository/tides",
    { from_worker: { repo_problem: { reason: "not_found", detail: "404" } } },
    "fix",
    /cannot be read/,
    /curl/,
  ],
  [
    "a repository that was renamed",
    "repository/tides",
    { from_worker: { repo_problem: { reason: "redirected", detail: "301" } } },
    "fix",
    /cannot be read/,
    /correct repo/,
  ],
  [
    "a branch that is not there",
    "repository/tides",
    { from_worker: { branch: null } },
    "fix",
    /branch main could not be read/,
    /correct branch/,
  ],
  [
    "one account for writing and approving",
    "accounts/tides",
    account({ login: "adf-developer" }),
    "fix",
    /one account, adf-developer/,
    /"reviewer"/,
  ],
  [
    "a reviewer without a token of its own",
    "accounts/tides",
    { checks: { accounts: ["coordinator"] } },
    "fix",
    /one account, adf-coordinator/,
    /FORGE_TOKENS/,
  ],
  // the webhook
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
    "a forge that cannot reach one machine",
    "webhook/tides",
    { place: { kind: "own", url: "http://127.0.0.1:8787", options: "" } },
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
  // the branch
  [
    "a branch without protection",
    "protection/tides",
    { from_worker: { branch: { name: "main", protected: false, contexts: [], approvals: 0 } } },
    "fix",
    /main is not protected/,
    /POST .*branch_protections .*"rule_name":"main"/,
  ],
  [
    "a branch without protection on the sample's forge",
    "protection/tides",
    { place: LOCAL, from_worker: { branch: { name: "main", protected: false, contexts: [], approvals: 0 } } },
    "ok",
    /nobody but you/,
    null,
  ],
  [
    "a protection that asks for nothing",
    "protection/tides",
    { from_worker: { branch: { name: "main", protected: true, contexts: [], approvals: 0 } } },
    "fix",
    /does not require the status adf\/review and 1 approval/,
    /PATCH .*branch_protections\/main/,
  ],
  [
    "a protection that one account can meet",
    "protection/tides",
    {
      ...account({ login: "adf-developer" }),
      from_worker: {
        ...account({ login: "adf-developer" }).from_worker,
        branch: { name: "main", protected: true, contexts: ["adf/review"], approvals: 0 },
      },
    },
    "ok",
    /requires the status adf\/review$/,
    null,
  ],
  // at work
  ["a cron that stopped", "cron/tides", { project: { tick_secs: 181 } }, "fix", /3 min ago/, /crons = /],
  [
    "a local clock that stopped",
    "cron/tides",
    { place: LOCAL, project: { tick_secs: 31 } },
    "fix",
    /31 s ago/,
    /npm start/,
  ],
  [
    "a cron that never ticked",
    "cron/tides",
    { project: { tick_secs: null } },
    "fix",
    /never ticked/,
    /wrangler\.toml/,
  ],
  [
    "a queue that is not served",
    "queue/tides",
    { project: { read_secs: 900 } },
    "fix",
    /last read the forge 15 min ago/,
    /queues create adf-forge/,
  ],
  [
    "a queue that cannot be judged: the forge is down",
    "queue/tides",
    { project: { read_secs: 900 }, from_worker: { unreachable: "down" } },
    "unknown",
    /not answering/,
    null,
  ],
  [
    "a queue that cannot be judged: the cron is dead",
    "queue/tides",
    { project: { read_secs: 900, tick_secs: 900 } },
    "unknown",
    /the cron must tick first/,
    null,
  ],
  [
    "a project that is paused",
    "dispatch/tides",
    { view: { paused: true } },
    "fix",
    /paused/,
    /projects\/tides\/resume/,
  ],
  [
    "a project that is switched off",
    "dispatch/tides",
    { project: { enabled: false } },
    "fix",
    /project is switched off/,
    /enabled = true/,
  ],
  [
    "a factory that is switched off",
    "dispatch/tides",
    { checks: { factory_enabled: false } },
    "fix",
    /factory is switched off/,
    /\[factory\]/,
  ],
  [
    "a first reading that is not over",
    "dispatch/tides",
    { view: { synced: false } },
    "unknown",
    /not been read completely/,
    /adf -- status --url/,
  ],
  [
    "a project that only observes",
    "dispatch/tides",
    { project: { mode: "observe" } },
    "ok",
    /decides and writes nothing/,
    null,
  ],
  ["an open breaker", "breaker/tides", { project: { breaker: "open" } }, "fix", /open/, /adf -- status/],
  ["a breaker on trial", "breaker/tides", { project: { breaker: "half_open" } }, "ok", /trial/, null],
  [
    "writes that the forge refused",
    "outbox/tides",
    { project: { refused: { count: 2, last: "403" } } },
    "fix",
    /refused 2 writes within a day, the last: 403/,
    /journal/,
  ],
  [
    "writes that wait",
    "outbox/tides",
    { view: { effects: { proposed: 2, pending: 3, dead: 0 } } },
    "ok",
    /3 waiting for the forge, 2 waiting for a person/,
    null,
  ],
  [
    "a question for a person",
    "questions/tides",
    { view: { work_items: [parked] } },
    "ok",
    /1 question waits.*#11/,
    null,
  ],
  // the runners
  ["no runner", "runner", { runners: [] }, "fix", /no runner is registered/, /runner run --worker/],
  [
    "a runner that is gone",
    "runner/attic",
    { runners: [runner({ connected: false, last_seen_secs: 91 })] },
    "fix",
    /not there, last asked 91 s ago/,
    /runner run/,
  ],
  [
    "a runner that only polls",
    "runner/attic",
    { runners: [runner({ connected: false, last_seen_secs: 20 })] },
    "ok",
    /polls/,
    null,
  ],
  [
    "a local runner that is gone",
    "runner/attic",
    { place: LOCAL, runners: [runner({ connected: false, last_seen_secs: 9 })] },
    "fix",
    /not there/,
    /npm start/,
  ],
  [
    "an old runner beside a new one",
    "runner/cellar",
    { runners: [runner(), runner({ id: "r-2", name: "cellar", connected: false, last_seen_secs: 300_000 })] },
    "unknown",
    /another runner is/,
    null,
  ],
  [
    "a runner without an agent",
    "runner.agents",
    { runners: [runner({ clis: [] })] },
    "fix",
    /every job would wait/,
    /npm install/,
  ],
  // clocks
  [
    "a machine whose clock is ahead",
    "clock.machine",
    { clock_ms: 65_000 },
    "fix",
    /65 s ahead of/,
    /timedatectl/,
  ],
  [
    "a forge whose clock is behind",
    "clock.forge",
    { from_worker: { clock_ms: -90_000 } },
    "fix",
    /90 s behind/,
    /timedatectl/,
  ],
  [
    "a forge without a clock",
    "clock.forge",
    { from_worker: { clock_ms: null } },
    "unknown",
    /could not be compared/,
    null,
  ],
];

describe("doctor's lines", () => {
  it("are all ok where all is in order, on a deployment and on one machine", () => {
    for (const place of [DEPLOYED, { ...LOCAL, url: WORKER }])
      expect(lines({ place }).filter((c) => c.status !== "ok")).toEqual([]);
  });

  it.each(ROWS)("say of %s: %s", (_name, id, change, status, fact, fix) => {
    const said = line(id, change);
    expect(said.fact).toMatch(fact);
    expect(said.status).toBe(status);
    if (fix === null) expect(said.fix).toBeNull();
    else expect(said.fix).toMatch(fix);
  });

  it("carry a command with every fault, and never a name twice", () => {
    for (const [, , change] of ROWS) {
      const all = lines(change);
      expect(all.filter((c) => c.status === "fix" && (c.fix ?? "") === "")).toEqual([]);
      expect(new Set(all.map((c) => c.id)).size).toBe(all.length);
    }
  });

  it("blame one fault on one line", () => {
    const alone: readonly (readonly [Change, string])[] = [
      [{ from_worker: { hooks: [] } }, "webhook/tides"],
      [{ project: { tick_secs: 400 } }, "cron/tides"],
      [{ view: { paused: true } }, "dispatch/tides"],
      [{ runners: [] }, "runner"],
    ];
    for (const [change, id] of alone)
      expect(
        lines(change)
          .filter((c) => c.status === "fix")
          .map((c) => c.id),
      ).toEqual([id]);
  });
});
