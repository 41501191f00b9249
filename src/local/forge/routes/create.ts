/** `POST /user/repos`: a new repository of the caller, with a first commit when `auto_init` asks for one. */
import type { Hono } from "hono";
import * as z from "zod";
import { createRepo } from "../change/repo.ts";
import { accessOf, repoByPath } from "../forge.ts";
import { Problem } from "../problem.ts";
import { repoView } from "../view/repo.ts";
import { type Api, body, roomFor, scope, signed } from "./door.ts";

const NewRepo = z.looseObject({
  name: z.string().regex(/^[\w.-]{1,100}$/, "AlphaDashDot"),
  description: z.string().default(""),
  private: z.boolean().default(false),
  auto_init: z.boolean().default(false),
  default_branch: z.string().default("main"),
});

export function createRoutes(app: Hono<Api>): void {
  app.post("/user/repos", async (c) => {
    scope(c, "user");
    scope(c, "repository");
    const user = signed(c);
    const forge = c.get("forge");
    const asked = await body(c, NewRepo);
    if (repoByPath(forge, user.login, asked.name) !== undefined) {
      throw new Problem(409, "The repository with the same name already exists.");
    }
    const repo = await createRepo(forge, {
      owner: user,
      name: asked.name,
      description: asked.description,
      private: asked.private,
      branch: asked.default_branch === "" ? "main" : asked.default_branch,
      first: asked.auto_init ? { readme: `# ${asked.name}\n\n${asked.description}\n` } : null,
      author: null,
    });
    return c.json(repoView(forge, repo, accessOf(forge, repo, user), user), 201);
  });

  app.delete("/repos/:owner/:repo", (c) => {
    const { forge, repo } = roomFor(c, "repository", "owner");
    forge.store.write((tx) => tx.drop("repos", repo.id));
    return c.body(null, 204);
  });
}
