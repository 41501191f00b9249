import { test } from "vitest";
import { bootstrapFacts } from "./bootstrap-facts.ts";
import { real } from "./forges.ts";

const url = process.env.ADF_TEST_GITEA_URL;
const token = process.env.ADF_TEST_GITEA_ADMIN_TOKEN;

if (url && token) {
  bootstrapFacts(`setup on a real Gitea at ${url}`, () => real(url.replace(/\/+$/, ""), token));
} else {
  const why = "ADF_TEST_GITEA_URL and ADF_TEST_GITEA_ADMIN_TOKEN are not set";
  console.log(`Setup did not run against a real Gitea: ${why}.`);
  test.skip(`setup on a real Gitea: did not run, because ${why}`, () => {});
}
