import { describe, expect, it } from "vitest";
import type { JobOffer } from "../../src/contract/runner.ts";
import { concat, FLUSH, writePktLine } from "../../src/forge/pkt-line.ts";
import { useBench } from "../support/worker/bench.ts";
import { call, deliver, firstRead, readable, register, type TestRunner } from "../support/worker/factory.ts";

const bench = useBench();
const ZERO = "0".repeat(40);
const NEW = "c".repeat(40);
const PACK = new TextEncoder().encode("PACK and whatever follows");
const RESULT = "application/x-git-receive-pack-result";

async function changeJob(): Promise<[TestRunner, JobOffer]> {
  bench().forge.addIssue();
  await firstRead();
  const runner = await register();
  const offer = await runner.nextJob();
  await runner.start(offer);
  await bench().idle();
  bench().forge.requests.length = 0;
  return [runner, offer];
}

type Command = readonly [old: string, next: string, ref: string];

/** What git sends: the commands, the first with its capabilities, a flush, and the pack. */
function pushBody(
  commands: readonly Command[],
  capabilities = "report-status side-band-64k",
): Uint8Array<ArrayBuffer> {
  const lines = commands.map(([old, next, ref], i) =>
    writePktLine(`${old} ${next} ${ref}${i === 0 ? `\0 ${capabilities}` : ""}`),
  );
  return concat([...lines, new TextEncoder().encode(FLUSH), PACK]);
}

const basic = (password: string) => ({ authorization: `Basic ${btoa(`runner:${password}`)}` });

const git = (runner: TestRunner, path: string, init: RequestInit = {}): Promise<Response> =>
  call(path, {
    ...init,
    headers: { ...basic(runner.credential), ...(init.headers as Record<string, string>) },
  });

const push = (runner: TestRunner, o: JobOffer, body: BodyInit, headers = {}): Promise<Response> =>
  git(runner, `${o.checkout.git_path}/git-receive-pack`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-git-receive-pack-request", ...headers },
  });

const own = (o: JobOffer) => `refs/heads/${o.checkout.branch}`;
const forwarded = () => bench().forge.requests.filter((r) => r.path.startsWith("/owner/sample.git"));

describe("the git gate", () => {
  it("lets a job read the repository, with the forge's token and never the runner's credential", async () => {
    const [runner, offer] = await changeJob();
    const path = offer.checkout.git_path;
    const refs = await git(runner, `${path}/info/refs?service=git-upload-pack`, {
      headers: { "git-protocol": "version=2" },
    });
    expect([refs.status, await refs.text()]).toEqual([200, "refs"]);
    const fetched = await git(runner, `${path}/git-upload-pack`, {
      method: "POST",
      body: "0011want something",
    });
    expect([fetched.status, await fetched.text()]).toEqual([200, "pack"]);
    const seen = forwarded();
    expect(seen.map((r) => `${r.method} ${r.path}?${r.query}`)).toEqual([
      "GET /owner/sample.git/info/refs?service=git-upload-pack",
      "POST /owner/sample.git/git-upload-pack?",
    ]);
    for (const r of seen) {
      expect(r.authorization).toBe(`Basic ${btoa("adf:token-d")}`);
      expect(r.authorization).not.toContain(btoa(runner.credential).slice(0, 12));
    }
    expect(new TextDecoder().decode(seen[1]?.raw)).toBe("0011want something");
  });

  it("lets one update of the job's own branch through, every byte of it", async () => {
    const [runner, offer] = await changeJob();
    const body = pushBody([[ZERO, NEW, own(offer)]]);
    const answer = await push(runner, offer, body);
    expect([answer.status, await answer.text()]).toEqual([200, "received"]);
    expect(forwarded()[0]?.raw).toEqual(body);
  });

  it("lets a job keep its unfinished work beside the branches, and take that away again", async () => {
    const [runner, offer] = await changeJob();
    const ref = offer.checkout.checkpoint_ref ?? "";
    expect(ref).toBe(`refs/adf/checkpoints/${offer.checkout.branch}`);
    for (const command of [[ZERO, NEW, ref] as const, [NEW, ZERO, ref] as const])
      expect(await (await push(runner, offer, pushBody([command]))).text()).toBe("received");
    const other = await push(runner, offer, pushBody([[ZERO, NEW, `${ref}-2`]]));
    expect(await readable(other)).toContain("and nothing else");
    expect(forwarded()).toHaveLength(2);
  });

  it("reads the commands of a compressed push, and forwards it unpacked", async () => {
    const [runner, offer] = await changeJob();
    const body = pushBody([[ZERO, NEW, own(offer)]]);
    const zipped = new Response(body).body?.pipeThrough(new CompressionStream("gzip"));
    const packed = await new Response(zipped).arrayBuffer();
    const answer = await push(runner, offer, packed, { "content-encoding": "gzip" });
    expect(answer.status).toBe(200);
    expect(forwarded()[0]?.raw).toEqual(body);
    const broken = await push(runner, offer, "not gzip at all", { "content-encoding": "gzip" });
    expect(broken.status).toBe(400);
  });

  it("refuses every other push with a report that git prints, and the forge hears nothing of it", async () => {
    const [runner, offer] = await changeJob();
    const branch = own(offer);
    const cases: [string, Command[], string][] = [
      ["another branch", [[ZERO, NEW, "refs/heads/main"]], `this job may push ${branch} and nothing else`],
      ["a branch that begins alike", [[ZERO, NEW, `${branch}-2`]], "and nothing else"],
      ["a tag", [[ZERO, NEW, "refs/tags/v1"]], "and nothing else"],
      ["a deletion", [[NEW, ZERO, branch]], "may not delete its branch"],
      [
        "two commands",
        [
          [ZERO, NEW, branch],
          [ZERO, NEW, "refs/heads/main"],
        ],
        "one branch at a time",
      ],
    ];
    for (const [what, commands, reason] of cases) {
      const answer = await push(runner, offer, pushBody(commands));
      expect([what, answer.status, answer.headers.get("content-type")]).toEqual([what, 200, RESULT]);
      const said = await readable(answer);
      expect(said).toContain("unpack ok");
      expect(said).toContain(`ng ${commands[0]?.[2]} `);
      expect(said).toContain(reason);
    }
    expect(forwarded()).toEqual([]);
    expect(bench().logged("push.refused")).toHaveLength(cases.length);
  });

  it("answers the empty probe that git sends before a large push without calling it a refusal", async () => {
    const [runner, offer] = await changeJob();
    expect((await push(runner, offer, FLUSH)).status).toBe(200);
    expect(bench().logged("push.refused")).toEqual([]);
  });

  it("refuses what is no push with 400", async () => {
    const [runner, offer] = await changeJob();
    for (const body of ["", "zzzz", "0032too short", "00200000 1111 refs/heads/x"]) {
      expect((await push(runner, offer, body)).status).toBe(400);
    }
    expect(forwarded()).toEqual([]);
  });

  it("knows one runner, one job and one epoch", async () => {
    const [runner, offer] = await changeJob();
    const other = await register("other");
    const body = pushBody([[ZERO, NEW, own(offer)]]);
    const at = (git_path: string): JobOffer => ({ ...offer, checkout: { ...offer.checkout, git_path } });
    expect((await push(other, offer, body)).status).toBe(403);
    for (const epoch of [offer.epoch + 1, 0, "x"])
      expect((await push(runner, at(`/git/${offer.job}/${epoch}`), body)).status).toBe(403);
    expect((await push(runner, at("/git/sample-999/1"), body)).status).toBe(403);
    expect((await push(runner, at("/git/elsewhere-1/1"), body)).status).toBe(404);
    const anonymous = await call(`${offer.checkout.git_path}/info/refs?service=git-upload-pack`);
    expect([anonymous.status, anonymous.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="adf git gate"',
    ]);
    await runner.finish(offer, { outcome: "exit_code", head_sha: null });
    const late = await push(runner, offer, body);
    expect([late.status, await late.text()]).toEqual([
      403,
      expect.stringContaining("the job has ended: exit_code"),
    ]);
    expect(forwarded()).toEqual([]);
  });

  it("does not let a job that judges push anything", async () => {
    const { forge } = bench();
    await firstRead();
    const pull = forge.addPull("@adf:reviewer please look");
    await deliver("pull_request", forge.pullPayload(pull));
    const runner = await register();
    const review = await runner.nextJob();
    const path = review.checkout.git_path;
    expect((await git(runner, `${path}/info/refs?service=git-receive-pack`)).status).toBe(403);
    const answer = await push(runner, review, pushBody([[ZERO, NEW, own(review)]]));
    expect(await readable(answer)).toContain("this job writes nothing");
    expect((await git(runner, `${path}/info/refs?service=git-upload-pack`)).status).toBe(200);
    expect((await git(runner, `${path}/info/refs?service=git-archive`)).status).toBe(403);
    expect(forwarded()).toHaveLength(1);
  });

  it("says that the forge does not answer: 502", async () => {
    const [runner, offer] = await changeJob();
    bench().forge.trouble = () => "unreachable";
    const answer = await git(runner, `${offer.checkout.git_path}/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(502);
  });
});
