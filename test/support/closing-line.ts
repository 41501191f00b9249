/** Ends every test run with one line that says how many tests passed, failed and were skipped. */
import type { Reporter, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const sum = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      let failed = false;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") sum.passed += 1;
        else if (state === "failed") sum.failed += 1;
        else sum.skipped += 1;
        failed ||= state === "failed";
      }
      // A file that could not be loaded has no tests; it is a failure all the same.
      if (!failed && module.state() === "failed") sum.failed += 1;
    }
    console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  }
}
