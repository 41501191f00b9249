/** Who is asking, who somebody is, and what this server calls itself. */
import type { Hono } from "hono";
import { userByLogin } from "../forge.ts";
import { notFound } from "../problem.ts";
import { userView } from "../view/user.ts";
import { type Api, DEFAULT_PAGE, MAX_PAGE, scope, signed } from "./door.ts";

/** The Gitea whose behaviour is kept. The suffix is for people: no client parses what follows a plus sign. */
const VERSION = "1.26.3+embedded";

export function userRoutes(app: Hono<Api>): void {
  app.get("/version", (c) => c.json({ version: VERSION }));
  app.get("/settings/api", (c) =>
    c.json({
      max_response_items: MAX_PAGE,
      default_paging_num: DEFAULT_PAGE,
      default_git_trees_per_page: 1_000,
      default_max_blob_size: 10_485_760,
      default_max_response_size: 104_857_600,
    }),
  );
  app.get("/user", (c) => {
    scope(c, "user");
    const user = signed(c);
    return c.json(userView(c.get("forge"), user, user));
  });
  app.get("/users/:login", (c) => {
    scope(c, "user");
    const user = userByLogin(c.get("forge"), c.req.param("login"));
    if (user === undefined) throw notFound(`user does not exist [uid: 0, name: ${c.req.param("login")}]`);
    return c.json(userView(c.get("forge"), user, c.get("caller").user));
  });
}
