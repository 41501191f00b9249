/**
 * Every route, query word and body field the client sends stands in the forge's published interface description.
 * That file is 2 MB and not part of this repository: name it in ADF_TEST_GITEA_OPENAPI to run this.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { forgeClient } from "../../src/forge/client.ts";
import { comment, issue, pull } from "./fixtures/payload.ts";
import { scripted } from "./fixtures/scripted-fetch.ts";

interface Operation {
  readonly parameters?: readonly { in: string; name: string }[];
  readonly requestBody?: unknown;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties?: object }>>;
    readonly requestBodies?: Readonly<Record<string, unknown>>;
  };
}

const file = process.env.ADF_TEST_GITEA_OPENAPI;
const name = "every call of the client is one that the forge's interface description knows";

if (!file) {
  console.log(`Skipped, because ADF_TEST_GITEA_OPENAPI names no file: ${name}.`);
  it.skip(`${name} (skipped: ADF_TEST_GITEA_OPENAPI names no file)`, () => {});
} else {
  it(name, async () => {
    const description = JSON.parse(readFileSync(file, "utf8")) as Description;
    const calls = await everyCall();
    expect(calls.length).toBeGreaterThan(25);
    for (const call of calls) {
      const path = call.url.pathname.replace("/api/v1", "");
      const operation = operationOf(description, call.method, path);
      expect(operation, `${call.method} ${path}`).toBeDefined();
      const described =
        operation?.parameters?.filter((one) => one.in === "query").map((one) => one.name) ?? [];
      const words = path.includes("/compare/") ? [...described, ...UNDESCRIBED] : described;
      for (const word of call.url.searchParams.keys())
        expect(words, `${call.method} ${path}`).toContain(word);
      const fields = fieldsOf(description, operation);
      for (const field of Object.keys((call.body as object | undefined) ?? {})) {
        expect(fields, `${call.method} ${path}`).toContain(field);
      }
    }
  });
}

/** The comparison reads these, as its source shows; they spare the forge a file list nobody looks at. */
const UNDESCRIBED = ["verification", "files"];

/** Of all templates that fit, the most literal: `/pulls/{index}/reviews` before `/pulls/{base}/{head}`. */
function operationOf(description: Description, method: string, path: string): Operation | undefined {
  const literal = (template: string) => template.replace(/\{[^}]+\}/g, "").length;
  return Object.entries(description.paths)
    .filter(([template]) => patternOf(template).test(path))
    .sort(([a], [b]) => literal(b) - literal(a))
    .map(([, methods]) => methods[method.toLowerCase()])
    .find((operation) => operation !== undefined);
}

/** A name at the end may have slashes: the routes for branches and comparisons take the rest of the path. */
function patternOf(template: string): RegExp {
  const pattern = template
    .replace(/[.+^$()|]/g, "\\$&")
    .replace(/\{(?:branch|basehead|head)\}$/, ".+")
    .replace(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`);
}

/** The names of a request body's fields, through however many references. */
function fieldsOf(description: Description, operation: Operation | undefined): string[] {
  const text = JSON.stringify(operation?.requestBody ?? {});
  const body = /#\/components\/requestBodies\/(\w+)/.exec(text)?.[1];
  const inner = body === undefined ? text : JSON.stringify(description.components.requestBodies?.[body]);
  const schema = /#\/components\/schemas\/(\w+)/.exec(inner)?.[1];
  const fields = Object.keys((schema && description.components.schemas[schema]?.properties) || {});
  // The description writes these three without capitals; every version accepts them with, older ones only so.
  return fields.flatMap((field) => [field, OLD_SPELLING[field] ?? field]);
}

const OLD_SPELLING: Readonly<Record<string, string>> = {
  do: "Do",
  merge_title_field: "MergeTitleField",
  merge_message_field: "MergeMessageField",
};

async function everyCall() {
  const { fetch, asked } = scripted(({ method, url }) => {
    if (method !== "GET" && /statuses/.test(url.pathname)) return Response.json({}, { status: 500 });
    if (/\/pulls\/main\//.test(url.pathname)) return { ...pull, state: "closed" };
    return [];
  });
  const client = forgeClient({ url: "https://forge.test", token: "t", fetch });
  const repo = "mill/loom";
  const sha = "a".repeat(40);
  const since = { since_ms: 1, page: 1, limit: 50 };
  const merge = {
    style: "merge",
    head_commit_id: sha,
    title: "T",
    message: "M",
    delete_branch: true,
  } as const;
  await client.version();
  await client.whoami();
  await client.user("weaver");
  await client.permission(repo, "weaver");
  await client.repository(repo);
  await client.branch(repo, "adf/issue-12");
  await client.isAncestor(repo, sha, "main");
  await client.setStatus(repo, sha, { state: "success", context: "c", description: "d", target_url: "u" });
  await client.statuses(repo, sha);
  await client.issuesSince(repo, since);
  await client.commentsSince(repo, since);
  await client.issue(repo, issue.number);
  await client.dependencies(repo, issue.number, 1);
  await client.commentsOf(repo, issue.number);
  await client.labelledSince(repo, issue.number, 0, () => true);
  await client.addComment(repo, issue.number, "b");
  await client.deleteComment(repo, comment.id);
  await client.createIssue(repo, { title: "t", body: "b", labels: [1] });
  await client.closeIssue(repo, issue.number);
  await client.labels(repo);
  await client.createLabel(repo, { name: "n", color: "ffffff", description: "d" });
  await client.addLabels(repo, issue.number, ["n"]);
  await client.removeLabel(repo, issue.number, "n");
  await client.openPull(repo, { head: "h", base: "main", title: "t", body: "b" });
  await client.pullByHead(repo, "main", "adf/issue-12");
  await client.pull(repo, pull.number);
  await client.merge(repo, pull.number, merge);
  await client.review(repo, pull.number, { event: "COMMENT", body: "b", commit_id: sha });
  await client.reviews(repo, pull.number);
  await client.hooks(repo);
  await client.createHook(repo, { url: "https://us.test/", secret: "s", events: ["push"] });
  await client.deleteHook(repo, 1);
  return asked;
}
