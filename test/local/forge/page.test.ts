import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingsList } from "../../../src/core/comment/comment.ts";
import { fenced } from "../../../src/core/comment/quiet.ts";
import { escapeHtml, prose } from "../../../src/local/forge/pages/prose.ts";
import fc from "../../support/fast-check.ts";
import { pushBranch, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const read = async (path: string) => {
  const response = await fetch(`${rig.forge.url}${path}`);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

/** A form as a browser sends it: fetch would not let a test choose these headers. */
const submit = (
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string>,
  home = rig.forge.url,
) =>
  new Promise<{ status: number; location: string }>((resolve, reject) => {
    const call = request(
      `${home}${path}`,
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers } },
      (res) => {
        res.resume();
        resolve({ status: res.statusCode ?? 0, location: res.headers.location ?? "" });
      },
    );
    call.on("error", reject);
    call.end(new URLSearchParams(fields).toString());
  });

describe("the pages", () => {
  it("say on each that this is the embedded forge, and allow no script", async () => {
    for (const path of [
      "/",
      "/owner/sample",
      "/owner/sample/issues",
      "/owner/sample/pulls",
      "/owner/sample/commits",
      "/owner/sample/hooks",
    ]) {
      const page = await read(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text).toContain("Embedded forge — not Gitea");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    expect((await read("/owner/none")).status).toBe(404);
    expect((await read("/-/style.css")).headers.get("content-type")).toContain("text/css");
  });

  it("show an issue with its labels, comments and dependencies, and nothing that was hidden", async () => {
    rig.forge.admin.createLabel("owner/sample", { name: "kind/bug", color: "ee0701" });
    const blocker = (await rig.repo("owner", "POST", "/issues", { title: "First" })).json;
    const issue = (
      await rig.repo("owner", "POST", "/issues", {
        title: "<img src=x>",
        body: `See #${blocker.number} \`a<b\``,
      })
    ).json;
    await rig.repo("owner", "POST", `/issues/${issue.number}/labels`, { labels: ["kind/bug"] });
    await rig.repo("owner", "POST", `/issues/${issue.number}/dependencies`, {
      owner: "owner",
      repo: "sample",
      index: blocker.number,
    });
    await rig.repo("stranger", "POST", `/issues/${issue.number}/comments`, {
      body: "@adf:developer <script>alert(1)</script>\n\n<!-- adf:1 {secret} -->",
    });
    const { text } = await read(`/owner/sample/issues/${issue.number}`);
    expect(text).toContain("&lt;img src=x&gt;");
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("secret");
    expect(text).toContain(`<a href="/owner/sample/issues/${blocker.number}">#${blocker.number}</a>`);
    expect(text).toContain('<span class="mention">@adf:developer</span>');
    expect(text).toContain("Blocked by");
    expect(text).toContain("kind/bug");
    expect((await read("/-/style.css")).text).toContain(".c-ee0701 {");
  });

  it("show a pull request with its diff, reviews and statuses, before and after the merge", async () => {
    const sha = await pushBranch(rig, "adf/page", { "page.txt": "added <line>\n" });
    const { number } = (
      await rig.repo("developer", "POST", "/pulls", { head: "adf/page", base: "main", title: "Page" })
    ).json;
    await rig.repo("reviewer", "POST", `/pulls/${number}/reviews`, {
      event: "APPROVED",
      body: "well done",
      commit_id: sha,
    });
    await rig.repo("reviewer", "POST", `/statuses/${sha}`, {
      state: "success",
      context: "adf/review",
      description: "judged",
    });
    const look = async () => {
      const { text } = await read(`/owner/sample/pulls/${number}`);
      expect(text).toContain("+added &lt;line&gt;");
      expect(text).toContain("well done");
      expect(text).toContain("adf/review");
    };
    await look();
    await rig.repo("owner", "POST", `/pulls/${number}/merge`, {
      Do: "merge",
      delete_branch_after_merge: true,
    });
    await look();
    expect((await fetch(`${rig.forge.url}/owner/sample/issues/${number}`)).url).toContain(`/pulls/${number}`);
    expect((await read(`/owner/sample/commit/${sha}`)).status).toBe(200);
    expect((await read(`/owner/sample/pulls/${number}.diff`)).text).toContain("+added <line>");
  });
});

describe("a change too large to show", () => {
  it("is shown in part, and says so", async () => {
    await pushBranch(rig, "adf/huge", { "huge.txt": "a line of the huge file\n".repeat(250_000) });
    const { number } = (
      await rig.repo("developer", "POST", "/pulls", { head: "adf/huge", base: "main", title: "Huge" })
    ).json;
    const page = await read(`/owner/sample/pulls/${number}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("more lines are not shown");
    expect(page.text.length).toBeLessThan(1_000_000);
  });
});

describe("the form", () => {
  const own = () => ({ origin: rig.forge.url, "sec-fetch-site": "same-origin" });
  it("files an issue and comments on it as the owner, from its own page", async () => {
    const filed = await submit("/owner/sample/issues", { title: "From the page", body: "one\r\ntwo" }, own());
    expect(filed.status).toBe(303);
    const number = filed.location.split("/").at(-1);
    const issue = (await rig.repo(null, "GET", `/issues/${number}`)).json;
    expect(issue).toMatchObject({ title: "From the page", body: "one\ntwo", user: { login: "owner" } });
    const said = await submit(
      `/owner/sample/issues/${number}/comments`,
      { body: "@adf:developer go" },
      { origin: rig.forge.url },
    );
    expect(said.status).toBe(303);
    expect((await rig.repo(null, "GET", `/issues/${number}/comments`)).json[0].body).toBe(
      "@adf:developer go",
    );
  });
  it.each([
    ["another site", { origin: "http://evil.example", "sec-fetch-site": "cross-site" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" }],
    ["a sandboxed frame", { origin: "null" }],
    ["nowhere", {}],
  ])("takes nothing from %s", async (_, headers) => {
    const before = (await rig.repo(null, "GET", "/issues?state=all")).headers.get("x-total-count");
    expect(
      (await submit("/owner/sample/issues", { title: "forged" }, headers as Record<string, string>)).status,
    ).toBe(403);
    expect((await rig.repo(null, "GET", "/issues?state=all")).headers.get("x-total-count")).toBe(before);
  });
  it("wants the key in a cookie where the forge was started with one", async () => {
    const locked = await startRig({ formKey: "k3y" });
    const home = locked.forge.url;
    const post = (cookie: string) =>
      submit(
        "/owner/sample/issues",
        { title: "keyed" },
        { origin: home, ...(cookie === "" ? {} : { cookie }) },
        home,
      );
    expect((await post("")).status).toBe(403);
    expect((await post("forge_form=wrong")).status).toBe(403);
    expect((await fetch(`${home}/-/enter?key=wrong`)).status).toBe(403);
    const entered = await fetch(`${home}/-/enter?key=k3y`, { redirect: "manual" });
    const cookie = entered.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const pen = cookie.split(";")[0] ?? "";
    expect((await post(pen)).status).toBe(303);
    // Nobody writes a text into a form that would refuse it.
    const shown = async (headers: Record<string, string>) =>
      (await fetch(`${home}/owner/sample/issues`, { headers })).text();
    expect(await shown({ cookie: pen })).toContain("<form");
    const read = await shown({});
    expect(read).not.toContain("<form");
    expect(read).toContain("open once in it the address called <code>file</code>");
    await locked.close();
  });
  it("says what is missing", async () => {
    expect((await submit("/owner/sample/issues", { title: " " }, own())).status).toBe(422);
    expect((await submit("/owner/sample/issues/1/comments", { body: "" }, own())).status).toBe(422);
  });
});

describe("text by people", () => {
  it("never becomes markup of its own", () => {
    const ours =
      /<\/?(?:p|pre|code|strong|em|s|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td)>|<(?:br|hr)>|<ol start="\d+">|<p class="meta">|<a href="\/o\/r\/issues\/\d+">|<\/a>|<span class="mention">|<\/span>/g;
    const unit = fc.constantFrom(
      ..."<>&\"'`~*#1\n-! a[](|)",
      "[a](",
      "\n\n    ",
      "@adf:x",
      "<b onload=x>",
      "javascript:x",
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const shown = String(prose(text, "/o/r"))
          .replace(ours, "")
          // A link of the text itself: to nothing that a browser would run.
          .replace(/<a href="(?!javascript:)[^"<>']*"(?: title="[^"<>']*")?>/gi, "");
        expect(shown).not.toMatch(/[<>"']/);
      }),
    );
    expect(escapeHtml(`<&>"'`)).toBe("&lt;&amp;&gt;&quot;&#39;");
    expect(String(prose("`'` [a](/' \"it's\")\n\n    '\n\n```\n'\n```", "/o/r"))).not.toContain("'");
    expect(String(prose("[a](javascript:alert(1)) ![b](http://evil.test/x.png)", "/o/r"))).not.toMatch(
      /href="javascript|<img/,
    );
  });
  it("is shown as a forge shows Markdown: headings, lists, tables, and what stands in a fence as it is", () => {
    const shown = (text: string) => String(prose(text, "/o/r")).replaceAll("\n", "");
    expect(shown("Failing before:\n- one _that_ fails\n- snake_case_name\n\n_Made by a search._")).toBe(
      "<p>Failing before:</p><ul><li>one <em>that</em> fails</li><li>snake_case_name</li></ul><p><em>Made by a search.</em></p>",
    );
    expect(shown("a\n\n```js\nx < #1 **y**\n```\nb")).toBe("<p>a</p><pre>x &lt; #1 **y**</pre><p>b</p>");
    expect(shown("## When\n\n| group | result |\n| --- | --- |\n| `qa` | see #3 |")).toBe(
      '<h2>When</h2><table><thead><tr><th>group</th><th>result</th></tr></thead><tbody><tr><td><code>qa</code></td><td>see <a href="/o/r/issues/3">#3</a></td></tr></tbody></table>',
    );
  });
  it("keeps a conflict beside its finding as it is, where the factory shows one", () => {
    const message = `Merge conflict with main: a.js\n${fenced("+<<<<<<< 2d77\n  const a = `x`;\n+=======")}`;
    expect(String(prose(findingsList([{ severity: "major", message }]), "/o/r"))).toContain(
      "<pre>+&lt;&lt;&lt;&lt;&lt;&lt;&lt; 2d77\n  const a = `x`;\n+=======\n</pre>",
    );
  });
});
