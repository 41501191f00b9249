/** The jobs of the forge's own CI, whose logs say why a check is red. */
import { describe, expect, it } from "vitest";
import { JOB_PAGES } from "../../src/forge/actions.ts";
import { checksOf } from "../../src/forge/checks.ts";
import { forgeThat, REPO, value } from "./fixtures/answering.ts";

const SHA = "a".repeat(40);
const WANTED = { own: "adf/review", contexts: [] };
const RED = { context: "ci / job 60 (push)", status: "failure", description: "", target_url: "" };
const job = (id: number) => ({ id, name: `job ${id}`, conclusion: id === 60 ? "failure" : "success" });

/** A forge with one red check, whose CI made so many runs, each of so many jobs, and which may not count them. */
const ciThat = ({ runs, jobs, counts = true }: { runs: number; jobs: number; counts?: boolean }) =>
  forgeThat(({ url }) => {
    const { pathname: path, searchParams } = url;
    const [page, limit] = [Number(searchParams.get("page")), Number(searchParams.get("limit"))];
    if (path.endsWith("/status")) return { state: "failure", statuses: [{ ...RED, id: 1 }] };
    if (path.endsWith("/logs")) return new Response("not ok 60");
    const all = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    if (path.endsWith("/runs"))
      return { total_count: runs, workflow_runs: all(Math.min(runs, limit)).map((id) => ({ id })) };
    const shown = all(jobs).slice((page - 1) * limit, page * limit);
    return { ...(counts ? { total_count: jobs } : {}), jobs: shown.map(job) };
  });

const readOf = async (ci: ReturnType<typeof ciThat>) => {
  const [check] = value(await checksOf(ci.forge, REPO, SHA, WANTED));
  return { log: check?.log, pages: ci.asked.filter(({ url }) => url.pathname.endsWith("/jobs")).length };
};

describe("a red check of a run with more jobs than one page shows", () => {
  it("has the log of its job from the page on which that stands", async () => {
    expect(await readOf(ciThat({ runs: 1, jobs: 60 }))).toMatchObject({
      log: { text: "not ok 60" },
      pages: 2,
    });
  });

  it("is not looked for without end, and says that there are more jobs than were read", async () => {
    const many = await readOf(ciThat({ runs: 5, jobs: 59 * 50 }));
    expect(many).toMatchObject({ log: { text: "not ok 60" }, pages: JOB_PAGES });
    const hidden = await readOf(ciThat({ runs: 5, jobs: 50 }));
    expect(hidden).toEqual({
      log: { unread: "it ran somewhere else, or not among the first jobs here." },
      pages: 5,
    });
  });

  it("costs one request for each run where a page holds all its jobs, or the forge does not count them", async () => {
    expect(await readOf(ciThat({ runs: 2, jobs: 50 }))).toMatchObject({ pages: 2 });
    expect(await readOf(ciThat({ runs: 2, jobs: 50, counts: false }))).toEqual({
      log: { unread: "it ran somewhere else, or not among the first jobs here." },
      pages: 2,
    });
  });
});
