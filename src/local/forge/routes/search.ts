/** `GET /repos/search` and `GET /users/search`: what the caller may see, in the order that is asked for. */
import type { Hono } from "hono";
import { accessOf, atLeast } from "../forge.ts";
import { repoView } from "../view/repo.ts";
import { userView } from "../view/user.ts";
import { type Api, pageOf, scope } from "./door.ts";

export function searchRoutes(app: Hono<Api>): void {
  app.get("/repos/search", (c) => {
    scope(c, "repository");
    const forge = c.get("forge");
    const { user } = c.get("caller");
    const query = (c.req.query("q") ?? "").toLowerCase();
    const down = c.req.query("order") === "desc" ? -1 : 1;
    const by = c.req.query("sort") === "updated" ? "updated" : "id";
    const seen = forge.store
      .filter("repos", (row) => row.name.toLowerCase().includes(query))
      .map((row) => ({ row, access: accessOf(forge, row, user) }))
      .filter(({ access }) => atLeast(access, "read"))
      .sort((a, b) => down * (a.row[by] - b.row[by]));
    return c.json({
      ok: true,
      data: pageOf(c, seen).map(({ row, access }) => repoView(forge, row, access, user)),
    });
  });

  app.get("/users/search", (c) => {
    scope(c, "user");
    const forge = c.get("forge");
    const query = (c.req.query("q") ?? "").toLowerCase();
    const found = forge.store
      .filter("users", (row) => row.login.toLowerCase().includes(query))
      .sort((a, b) => a.login.localeCompare(b.login));
    return c.json({
      ok: true,
      data: pageOf(c, found).map((row) => userView(forge, row, c.get("caller").user)),
    });
  });
}
