import { describe, expect, it } from "vitest";
import { type Survey, surveyForge } from "../../src/forge/survey.ts";

const at = (answer: (path: string, init: RequestInit) => Response | Promise<Response>) => {
  const asked: string[] = [];
  const survey: Survey = {
    url: "https://git.example",
    repo: "owner/tides",
    branch: "main",
    tokens: { coordinator: "secret-of-coordinator", developer: "secret-of-developer" },
    timeout_ms: 50,
    now: () => 1_000_000,
    transport: {
      via: "direct",
      send: async (url, init) => {
        const path = new URL(url).pathname.replace("/api/v1", "");
        asked.push(`${init.method} ${path}`);
        return answer(path, init);
      },
    },
  };
  return { survey, asked };
};
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

function healthy(path: string, init: RequestInit): Response {
  const who = String((init.headers as Record<string, string>).authorization).includes("developer") ? 2 : 1;
  if (path === "/version")
    return json({ version: "1.27.0" }, 200, { date: new Date(1_003_000).toUTCString() });
  if (path === "/user") return json({ id: who, login: `u${who}` });
  if (path === "/token") return json({ id: who, name: "t", scopes: ["write:issue"], user: {} });
  if (path.endsWith("/permission")) return json({ permission: who === 1 ? "admin" : "write" });
  if (path.endsWith("/issues")) return json([]);
  if (path.endsWith("/hooks"))
    return json([
      { id: 3, config: { url: "https://adf.example/webhooks/gitea" }, events: ["push"], active: true },
    ]);
  if (path.endsWith("/branches/main")) return json({ name: "main", protected: false });
  return json({ id: 9, full_name: "owner/tides", default_branch: "main" });
}

describe("the survey of a forge", () => {
  it("reads version, clock, accounts with their scopes, protection and webhooks, and writes nothing", async () => {
    const { survey, asked } = at(healthy);
    const facts = await surveyForge(survey);
    expect(facts).toMatchObject({
      unreachable: null,
      version: "1.27.0",
      clock_ms: 3_500,
      accounts: [
        { account: "coordinator", login: "u1", permission: "admin", scopes: ["write:issue"], problem: null },
        { account: "developer", login: "u2", permission: "write" },
      ],
      branch: { protected: false, contexts: [], approvals: 0 },
      hooks: [{ id: 3, active: true }],
    });
    expect(asked.filter((call) => !call.startsWith("GET "))).toEqual([]);
    expect(JSON.stringify(facts)).not.toContain("secret-of");
  });

  it("asks a forge that does not answer once, within its time", async () => {
    const { survey, asked } = at(
      (_path, init) =>
        new Promise((_, reject) => {
          init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        }),
    );
    const facts = await surveyForge(survey);
    expect(facts.unreachable).toContain("no answer within 50 ms");
    expect(asked).toEqual(["GET /version"]);
  });

  it("goes on where one token is refused, by those that are not", async () => {
    const { survey } = at((path, init) => {
      const coordinator = String((init.headers as Record<string, string>).authorization).includes(
        "coordinator",
      );
      return coordinator && path !== "/version"
        ? json({ message: "invalid token" }, 401)
        : healthy(path, init);
    });
    const facts = await surveyForge(survey);
    expect(facts.accounts.map((a) => a.problem?.reason ?? null)).toEqual(["unauthorized", null]);
    expect(facts.repo_problem).toBeNull();
    expect(facts.hooks_problem).toMatchObject({ reason: "forbidden" });
  });

  it("takes a forge that wants a login before it tells its version for one that answers", async () => {
    const { survey } = at((path, init) => (path === "/version" ? json({}, 403) : healthy(path, init)));
    expect(await surveyForge(survey)).toMatchObject({
      unreachable: null,
      version: null,
      branch: { name: "main" },
    });
  });

  it("leaves scopes open where the forge has no such route", async () => {
    const { survey } = at((path, init) => (path === "/token" ? json({}, 404) : healthy(path, init)));
    expect((await surveyForge(survey)).accounts.map((a) => a.scopes)).toEqual([null, null]);
  });
});
