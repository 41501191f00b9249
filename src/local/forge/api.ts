/** The API below `/api/v1`: who is asking is settled once, every refusal is answered in Gitea's form here. */
import { Hono } from "hono";
import { routePath } from "hono/route";
import type { Forge } from "./forge.ts";
import { notFound, Problem } from "./problem.ts";
import { adminRoutes } from "./routes/admin.ts";
import { commentRoutes } from "./routes/comment.ts";
import { contentRoutes } from "./routes/contents.ts";
import { createRoutes } from "./routes/create.ts";
import { type Api, identify } from "./routes/door.ts";
import { hookRoutes } from "./routes/hook.ts";
import { issueRoutes } from "./routes/issue.ts";
import { labelRoutes } from "./routes/label.ts";
import { protectionRoutes } from "./routes/protection.ts";
import { pullRoutes } from "./routes/pull.ts";
import { repoRoutes } from "./routes/repo.ts";
import { reviewRoutes } from "./routes/review.ts";
import { searchRoutes } from "./routes/search.ts";
import { statusRoutes } from "./routes/status.ts";
import { userRoutes } from "./routes/user.ts";

export function makeApi(forge: Forge, count: (route: string) => void): Hono<Api> {
  const app = new Hono<Api>().basePath("/api/v1");
  app.use(async (c, next) => {
    c.header("Cache-Control", "max-age=0, private, must-revalidate, no-transform");
    c.set("forge", forge);
    c.set("caller", identify(forge, c.req.header("authorization")));
    await next();
    count(`${c.req.method} ${routePath(c, -1).replace("/api/v1", "")}`);
  });
  searchRoutes(app);
  userRoutes(app);
  createRoutes(app);
  repoRoutes(app);
  commentRoutes(app);
  issueRoutes(app);
  labelRoutes(app);
  reviewRoutes(app);
  pullRoutes(app);
  statusRoutes(app);
  hookRoutes(app);
  protectionRoutes(app);
  adminRoutes(app);
  contentRoutes(app);

  const refuse = (problem: Problem, admin: boolean): Response => {
    // Gitea writes some refusals with a status and nothing else.
    if (problem.status === 403 && problem.message === "") return new Response(null, { status: 403 });
    // In production a 500 explains itself to administrators only.
    const message = problem.status === 500 && !admin ? "" : problem.message;
    const json = { ...problem.extra, message, url: `${forge.url}/api/swagger` };
    return Response.json(json, { status: problem.status });
  };
  app.notFound(() => refuse(notFound(), false));
  app.onError((error, c) => {
    const caller = c.get("caller") as { user: { is_admin: boolean } | null } | undefined;
    const admin = caller?.user?.is_admin ?? false;
    if (error instanceof Problem) return refuse(error, admin);
    forge.log("forge.error", {
      route: `${c.req.method} ${c.req.path}`,
      reason: error.stack ?? error.message,
    });
    return refuse(new Problem(500, error.message), admin);
  });
  return app;
}
