import { onRealGitea } from "../../support/forge/real-gitea.ts";
import { bootstrapFacts } from "./bootstrap-facts.ts";
import { real } from "./forges.ts";

onRealGitea("setup", (url, token) =>
  bootstrapFacts(`setup on a real Gitea at ${url}`, () => real(url, token)),
);
