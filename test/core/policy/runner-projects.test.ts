import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { projectsOfRunner } from "../../../src/core/policy/runner-projects.ts";

const AGENTS = ["tides", "moons"]
  .flatMap((p) =>
    ["developer", "reviewer"].map((r) => `[[agents]]\nname = "${r}"\nrole = "${r}"\nproject = "${p}"\n`),
  )
  .join("");
const config = (rest: string, moons = "") => {
  const text = `[gitea]\nurl = "https://git.example"\ntrusted = ["ada"]
[[projects]]\nname = "tides"\nrepo = "ada/tides"
[[projects]]\nname = "moons"\nrepo = "ada/moons"\n${moons}
${AGENTS}${rest}`;
  const loaded = loadConfig(text);
  if (!loaded.ok) throw new Error(loaded.error.map((c) => c.message).join("\n"));
  return loaded.value;
};

describe("the projects that a runner gets jobs of", () => {
  it.each([
    [
      "all, where [[runners]] does not name it",
      '[[runners]]\nname = "other"\nenabled = false',
      ["tides", "moons"],
    ],
    ["all, where no project is named", '[[runners]]\nname = "attic"', ["tides", "moons"]],
    ["the named ones only", '[[runners]]\nname = "attic"\nprojects = ["moons"]', ["moons"]],
    ["none, where it is switched off", '[[runners]]\nname = "attic"\nenabled = false', []],
  ])("are %s", (_name, rest, expected) => {
    expect(projectsOfRunner(config(rest), "attic")).toEqual(expected);
  });

  it("are never those that are switched off themselves", () => {
    expect(projectsOfRunner(config("", "enabled = false"), "attic")).toEqual(["tides"]);
  });
});
