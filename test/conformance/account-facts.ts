/** What the product relies on about versions, accounts and rights. */
import { beforeAll, describe, expect, it } from "vitest";
import { forgeClient } from "../../src/forge/client.ts";
import { reason, value } from "./expectation.ts";
import { as, rawAs, type Subject } from "./subject.ts";

export function accountFacts(at: () => Subject): void {
  let repo: string;
  beforeAll(async () => {
    repo = await at().makeRepo();
  });

  describe("the forge", () => {
    it("tells its version, and its page size is 50", async () => {
      expect(value(await as(at(), "dev").version()).version).toMatch(/^\d+\.\d+/);
      const settings = await rawAs(at(), "dev")("GET", "/settings/api");
      expect(settings.json).toMatchObject({ max_response_items: 50, default_paging_num: 30 });
    });

    it("knows whose token it is, and refuses one it never made", async () => {
      const { login } = at().people.reviewer;
      const me = value(await as(at(), "reviewer").whoami());
      expect(me.login).toBe(login);
      expect(value(await as(at(), "dev").user(login))).toEqual(me);
      expect(reason(await as(at(), "dev").user("nobody-of-this-name"))).toBe("not_found");
      const stranger = forgeClient({ url: at().url, token: "0".repeat(40) });
      expect(reason(await stranger.whoami())).toBe("unauthorized");
    });

    it("refuses what a token's scopes do not cover, and says which it lacks", async () => {
      const answer = await rawAs(at(), "owner")("POST", "/user/repos", { name: "x" });
      expect(answer.status).toBe(403);
      expect(answer.json.message).toContain("write:user");
    });
  });

  describe("a repository", () => {
    it("has an id, a path and a default branch with a commit", async () => {
      const info = value(await as(at(), "dev").repository(repo));
      expect(info).toMatchObject({ path: repo, default_branch: "main" });
      expect(value(await as(at(), "dev").branch(repo, "main")).sha).toMatch(/^[0-9a-f]{40}$/);
      expect(reason(await as(at(), "dev").branch(repo, "nowhere"))).toBe("not_found");
      expect(reason(await as(at(), "dev").repository(`${repo}-no`))).toBe("not_found");
    });

    it("tells its owner what anybody may do there, and everybody what they may do themselves", async () => {
      const { owner, dev, outsider } = at().people;
      const asOwner = as(at(), "owner");
      expect(value(await asOwner.permission(repo, owner.login))).toBe("owner");
      expect(value(await asOwner.permission(repo, dev.login))).toBe("write");
      expect(value(await asOwner.permission(repo, outsider.login))).toBe("read");
      expect(value(await as(at(), "dev").permission(repo, dev.login))).toBe("write");
      expect(reason(await as(at(), "dev").permission(repo, outsider.login))).toBe("forbidden");
    });
  });
}
