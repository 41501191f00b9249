import { onRealGitea } from "../support/forge/real-gitea.ts";
import { forgeConformance } from "./forge.conformance.ts";
import { realSubject } from "./subject.ts";

onRealGitea("the conformance suite", (url, token) =>
  forgeConformance(`a real Gitea at ${url}`, () => realSubject(url, token)),
);
