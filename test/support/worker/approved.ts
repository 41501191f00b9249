/** Work that has come to the middle of its road on the scripted forge, for tests that begin there. */
import type { Bench } from "./bench.ts";
import { firstRead, HEAD, project, register, type TestRunner, verdict } from "./factory.ts";

/** An issue whose change is done and reported. */
export async function changed(bench: Bench): Promise<TestRunner> {
  bench.forge.addIssue();
  await firstRead();
  const runner = await register();
  const offer = await runner.nextJob();
  await runner.start(offer);
  bench.forge.branches.set(offer.checkout.branch, HEAD);
  await runner.finish(offer, {});
  return runner;
}

/** The same, and the review is passed: the merge is next. */
export async function approved(bench: Bench, judged?: ReturnType<typeof verdict>): Promise<TestRunner> {
  const runner = await changed(bench);
  await bench.until(async () => (await project()).work_items[0]?.phase === "review");
  const review = await runner.nextJob();
  await runner.start(review);
  await runner.finish(review, judged ?? verdict(HEAD));
  return runner;
}
