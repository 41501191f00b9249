import { test } from "vitest";
import { forgeConformance } from "./forge.conformance.ts";
import { realSubject } from "./subject.ts";

const url = process.env.ADF_TEST_GITEA_URL;
const token = process.env.ADF_TEST_GITEA_ADMIN_TOKEN;

if (url && token) {
  forgeConformance(`a real Gitea at ${url}`, () => realSubject(url.replace(/\/+$/, ""), token));
} else {
  const why = "ADF_TEST_GITEA_URL and ADF_TEST_GITEA_ADMIN_TOKEN are not set";
  console.log(`The conformance suite did not run against a real Gitea: ${why}.`);
  test.skip(`a real Gitea: did not run, because ${why}`, () => {});
}
