/**
 * The pages for people. They read as anybody may; the one form writes as the repository's owner, so it is open to
 * pages of this very origin alone: a foreign page can send a form here, but cannot lie about where it comes from.
 */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { addComment, openIssue } from "../change/issue.ts";
import {
  type Forge,
  hashToken,
  issueByNumber,
  repoByPath,
  repoPath,
  repository,
  userById,
} from "../forge.ts";
import { patch } from "../git/diff.ts";
import type { Courier } from "../hooks/deliver.ts";
import { notFound, Problem } from "../problem.ts";
import type { RepoRow } from "../store/rows.ts";
import { isPull, span } from "../view/pull.ts";
import { issuePage, listPage } from "./issue-page.ts";
import { type Frame, type Html, labelRule, page } from "./layout.ts";
import { pullPage } from "./pull-page.ts";
import { commitPage, commitsPage, frontPage, hooksPage, repoPage } from "./repo-page.ts";
import { STYLE } from "./style.ts";

const COOKIE = "forge_form";
const WRONG_KEY =
  "Writing here needs the address with the key that the start printed. Open that one in this browser first.";
const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function makeSite(forge: Forge, courier: Courier, formKey: string | null): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("Content-Security-Policy", POLICY);
    c.header("X-Content-Type-Options", "nosniff");
    // Not "no-referrer": with it a browser writes `Origin: null` on our own form.
    c.header("Referrer-Policy", "same-origin");
    c.header("Cache-Control", "no-store");
  });

  const repoOf = (c: Context): RepoRow => {
    const repo = repoByPath(forge, c.req.param("owner") ?? "", c.req.param("repo") ?? "");
    if (repo === undefined || repo.private) throw notFound();
    return repo;
  };
  const show = (
    c: Context,
    repo: RepoRow,
    title: string,
    tab: NonNullable<Frame["tab"]>,
    body: Html | Html[],
  ) => c.html(page({ title: `${title} · ${repoPath(forge, repo)}`, path: repoPath(forge, repo), tab, body }));
  const hasKey = (c: Context): boolean => formKey === null || sameKey(getCookie(c, COOKIE) ?? "", formKey);
  const index = (c: Context): number => {
    const text = c.req.param("index") ?? "";
    if (!/^\d{1,9}$/.test(text)) throw notFound();
    return Number(text);
  };

  app.get("/-/style.css", (c) => {
    const colors = new Set(forge.store.all("labels").map((label) => label.color));
    return c.body([STYLE, ...[...colors].map(labelRule)].join("\n"), 200, {
      "content-type": "text/css; charset=utf-8",
    });
  });
  /** The key that `npm start` prints becomes a cookie that no other site can send and no script can read. */
  app.get("/-/enter", (c) => {
    const key = c.req.query("key") ?? "";
    if (formKey === null || !sameKey(key, formKey)) throw new Problem(403, WRONG_KEY);
    setCookie(c, COOKIE, key, { httpOnly: true, sameSite: "Strict", path: "/" });
    return c.redirect("/", 303);
  });
  app.get("/", (c) => c.html(page({ title: "Embedded forge", path: null, body: frontPage(forge) })));
  app.get("/:owner/:repo", async (c) => {
    const repo = repoOf(c);
    return show(c, repo, "Repository", "code", await repoPage(forge, repo));
  });
  app.get("/:owner/:repo/issues", (c) => {
    const repo = repoOf(c);
    return show(c, repo, "Issues", "issues", listPage(forge, repo, false, hasKey(c)));
  });
  app.get("/:owner/:repo/pulls", (c) => {
    const repo = repoOf(c);
    return show(c, repo, "Pull requests", "pulls", listPage(forge, repo, true, hasKey(c)));
  });
  app.get("/:owner/:repo/commits", async (c) => {
    const repo = repoOf(c);
    return show(c, repo, "Commits", "commits", await commitsPage(forge, repo));
  });
  app.get("/:owner/:repo/hooks", (c) => {
    const repo = repoOf(c);
    return show(c, repo, "Webhooks", "hooks", hooksPage(forge, repo, courier.history));
  });
  app.get("/:owner/:repo/commit/:sha", async (c) => {
    const repo = repoOf(c);
    const body = await commitPage(forge, repo, c.req.param("sha"));
    if (body === null) throw notFound();
    return show(c, repo, "Commit", "commits", body);
  });
  // Links to a number do not know which of the two it is.
  app.get("/:owner/:repo/:kind{issues|pulls}/:index{[0-9]+}", async (c) => {
    const repo = repoOf(c);
    const issue = issueByNumber(forge, repo, index(c));
    const kind = isPull(issue) ? "pulls" : "issues";
    if (c.req.param("kind") !== kind)
      return c.redirect(`/${repoPath(forge, repo)}/${kind}/${issue.number}`, 302);
    const body = isPull(issue)
      ? await pullPage(forge, repo, issue, hasKey(c))
      : issuePage(forge, repo, issue, hasKey(c));
    return show(c, repo, `${issue.title} #${issue.number}`, kind, body);
  });
  app.get("/:owner/:repo/pulls/:file{[0-9]+\\.(?:diff|patch)}", async (c) => {
    const repo = repoOf(c);
    const issue = issueByNumber(forge, repo, Number.parseInt(c.req.param("file"), 10));
    if (!isPull(issue)) throw notFound();
    return c.text(await patch(repository(forge, repo).dir, ...(await span(forge, issue))));
  });

  app.post("/:owner/:repo/issues", async (c) => {
    const [repo, owner, form] = await signedForm(c);
    const title = form("title").trim();
    if (title === "") throw new Problem(422, "An issue needs a title. Go back and give it one.");
    const issue = await openIssue(forge, repo, owner, { title: title.slice(0, 255), body: form("body") });
    return c.redirect(`/${repoPath(forge, repo)}/issues/${issue.number}`, 303);
  });
  app.post("/:owner/:repo/issues/:index/comments", async (c) => {
    const [repo, owner, form] = await signedForm(c);
    const issue = issueByNumber(forge, repo, index(c));
    const comment = await addComment(forge, issue, owner, form("body"));
    const kind = isPull(issue) ? "pulls" : "issues";
    return c.redirect(`/${repoPath(forge, repo)}/${kind}/${issue.number}#issuecomment-${comment.id}`, 303);
  });

  async function signedForm(c: Context) {
    if (!sameOrigin(c)) {
      throw new Problem(
        403,
        "This form takes only what was written on its own page. Open the page and write there.",
      );
    }
    if (!hasKey(c)) throw new Problem(403, WRONG_KEY);
    const repo = repoOf(c);
    const fields = await c.req.parseBody();
    const form = (name: string): string => {
      const value = fields[name];
      return typeof value === "string" ? value.replaceAll("\r\n", "\n") : "";
    };
    return [repo, userById(forge, repo.owner), form] as const;
  }

  const sorry = (c: Context, status: number, message: string) =>
    c.html(
      page({ title: String(status), path: null, body: html`<h2>${status}</h2><p>${message}</p>` }),
      status as 404,
    );
  app.notFound((c) => sorry(c, 404, "There is no such page."));
  app.onError((error, c) => {
    if (error instanceof Problem)
      return sorry(c, error.status, error.status === 404 ? "There is no such page." : error.message);
    forge.log("forge.error", { route: c.req.path, reason: error.stack ?? error.message });
    return sorry(c, 500, "The forge met an error; the log has it.");
  });
  return app;
}

const sameKey = (given: string, wanted: string): boolean => hashToken(given) === hashToken(wanted);

/** Browsers send at least one of these with a form; what sends neither should use the API. */
function sameOrigin(c: Context): boolean {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || origin === `http://${c.req.header("host")}`;
}
