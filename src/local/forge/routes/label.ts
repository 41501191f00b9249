/** Labels of a repository and of an issue. Names nobody made are ignored without a word, as in Gitea. */
import type { Hono } from "hono";
import * as z from "zod";
import { changeLabels } from "../change/issue.ts";
import { type Forge, issueByNumber, issueKey, labelsOf } from "../forge.ts";
import { invalid } from "../problem.ts";
import type { IssueRow, LabelRow, RepoRow } from "../store/rows.ts";
import { labelView } from "../view/issue.ts";
import { type Api, body, number, pageOf, room, roomFor } from "./door.ts";

export interface NewLabel {
  readonly name: string;
  readonly color: string;
  readonly description?: string | undefined;
  readonly exclusive?: boolean | undefined;
}

export function createLabel(forge: Forge, repo: RepoRow, asked: NewLabel): LabelRow {
  const color = asked.color.replace(/^#/, "").toLowerCase();
  if (!/^(?:[0-9a-f]{3}|[0-9a-f]{6})$/.test(color)) throw invalid(`bad color code: ${asked.color}`);
  return forge.store.write((tx) => {
    const row: LabelRow = {
      id: tx.next("labels"),
      repo: repo.id,
      name: asked.name,
      color: color.length === 3 ? [...color].map((digit) => digit + digit).join("") : color,
      description: asked.description ?? "",
      exclusive: asked.exclusive ?? false,
    };
    tx.put("labels", row.id, row);
    return row;
  });
}

const Named = z.looseObject({ labels: z.array(z.union([z.int(), z.string()])).default([]) });

export function labelRoutes(app: Hono<Api>): void {
  app.get("/repos/:owner/:repo/labels", (c) => {
    const { forge, repo } = room(c, "issue");
    const all = forge.store
      .filter("labels", (label) => label.repo === repo.id)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return c.json(pageOf(c, all).map((label) => labelView(forge, label)));
  });
  app.post("/repos/:owner/:repo/labels", async (c) => {
    const { forge, repo } = roomFor(c, "issue", "write");
    const asked = await body(
      c,
      z.looseObject({
        name: z.string().min(1, "Required"),
        color: z.string().min(1, "Required"),
        description: z.string().optional(),
        exclusive: z.boolean().optional(),
      }),
    );
    return c.json(labelView(forge, createLabel(forge, repo, asked)), 201);
  });

  app.delete("/repos/:owner/:repo/labels/:id", (c) => {
    const { forge, repo } = roomFor(c, "issue", "write");
    const id = number(c, "id");
    // A label that is not there is answered like one that was.
    if (forge.store.get("labels", id)?.repo === repo.id) {
      forge.store.write((tx) => {
        for (const issue of forge.store.filter("issues", (row) => row.labels.includes(id)))
          tx.put("issues", issueKey(issue), { ...issue, labels: issue.labels.filter((one) => one !== id) });
        tx.drop("labels", id);
      });
    }
    return c.body(null, 204);
  });

  const path = "/repos/:owner/:repo/issues/:index/labels";
  const shown = (forge: Forge, issue: IssueRow) =>
    labelsOf(forge, issue).map((label) => labelView(forge, label));
  app.get(path, (c) => {
    const { forge, repo } = room(c, "issue");
    return c.json(shown(forge, issueByNumber(forge, repo, number(c, "index"))));
  });
  app.post(path, async (c) => {
    const { forge, repo, user } = roomFor(c, "issue", "write");
    const issue = issueByNumber(forge, repo, number(c, "index"));
    const added = pick(forge, repo, (await body(c, Named)).labels);
    return c.json(
      shown(forge, await changeLabels(forge, issue, user, (have) => added.reduce(withLabel(forge), have))),
    );
  });
  app.put(path, async (c) => {
    const { forge, repo, user } = roomFor(c, "issue", "write");
    const issue = issueByNumber(forge, repo, number(c, "index"));
    const wanted = pick(forge, repo, (await body(c, Named)).labels);
    const next = wanted.reduce(withLabel(forge), [] as readonly number[]);
    return c.json(shown(forge, await changeLabels(forge, issue, user, () => next)));
  });
  app.delete(path, async (c) => {
    const { forge, repo, user } = roomFor(c, "issue", "write");
    await changeLabels(forge, issueByNumber(forge, repo, number(c, "index")), user, () => []);
    return c.body(null, 204);
  });
  app.delete(`${path}/:id`, async (c) => {
    const { forge, repo, user } = roomFor(c, "issue", "write");
    const issue = issueByNumber(forge, repo, number(c, "index"));
    const key = c.req.param("id");
    const label = forge.store.find(
      "labels",
      (row) => row.repo === repo.id && (String(row.id) === key || row.name === key),
    );
    if (label === undefined) throw invalid(`label does not exist [label_id: ${key}]`);
    await changeLabels(forge, issue, user, (have) => have.filter((id) => id !== label.id));
    return c.body(null, 204);
  });
}

/** A name may be taken twice; asked by name, all that bear it are meant. */
const pick = (forge: Forge, repo: RepoRow, asked: readonly (number | string)[]): LabelRow[] =>
  asked.flatMap((key) =>
    forge.store.filter("labels", (row) => row.repo === repo.id && (row.id === key || row.name === key)),
  );

/** Of the exclusive labels `scope/x` an issue carries one: the last. */
const withLabel =
  (forge: Forge) =>
  (have: readonly number[], label: LabelRow): readonly number[] => {
    const scope = (name: string) => name.slice(0, name.lastIndexOf("/") + 1);
    const kept = have.filter((id) => {
      const other = forge.store.get("labels", id);
      const rival =
        label.exclusive &&
        other?.exclusive === true &&
        scope(label.name) !== "" &&
        scope(other.name) === scope(label.name);
      return id !== label.id && !rival;
    });
    return [...kept, label.id];
  };
