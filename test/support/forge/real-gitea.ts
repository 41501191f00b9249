/** The real Gitea that a person names for the tests that want one; without it they say that they did not run, and why. */
import { test } from "vitest";

const WHY = "ADF_TEST_GITEA_URL and ADF_TEST_GITEA_ADMIN_TOKEN are not set";

/** `what` did not run where there is none; `token` is a site administrator's, with every scope. */
export function onRealGitea(what: string, run: (url: string, token: string) => void): void {
  const { ADF_TEST_GITEA_URL: url, ADF_TEST_GITEA_ADMIN_TOKEN: token } = process.env;
  if (url && token) return run(url.replace(/\/+$/, ""), token);
  console.log(`Not run against a real Gitea, because ${WHY}: ${what}.`);
  test.skip(`${what}: not run against a real Gitea, because ${WHY}`, () => {});
}
