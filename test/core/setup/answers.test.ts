import { describe, expect, it } from "vitest";
import { readAnswers } from "../../../src/core/setup/answers.ts";

const base = { project: "tides", repo: "ada/tides", forge: "https://git.example" };
const wrong = (more: object): string[] => {
  const read = readAnswers({ ...base, ...more });
  return read.ok ? [] : read.error.map((one) => `${one.flag}: ${one.message}  →  ${one.next}`);
};
const agents = (list: string[], coordinatorModel?: string) => {
  const read = readAnswers({ ...base, agents: list, coordinatorModel });
  return read.ok ? read.value.agents : read.error;
};

describe("the answers", () => {
  it("infer the role of an agent from its name, or take it after a colon", () => {
    expect(agents(["developer", "backend-developer", "reviewer", "qa2x:qa", "ada:coordinator"])).toEqual([
      { name: "developer", role: "developer" },
      { name: "backend-developer", role: "developer" },
      { name: "reviewer", role: "reviewer" },
      { name: "qa2x", role: "qa" },
      { name: "ada", role: "coordinator" },
    ]);
  });

  it("put the coordinator in agent mode when they name its model", () => {
    expect(agents(["developer", "reviewer"], "zai-coding-plan/glm-5")).toEqual([
      { name: "coordinator", role: "coordinator", model: "zai-coding-plan/glm-5" },
      { name: "developer", role: "developer" },
      { name: "reviewer", role: "reviewer" },
    ]);
    expect(agents(["chief:coordinator", "reviewer"], "opus")).toEqual([
      { name: "chief", role: "coordinator", model: "opus" },
      { name: "reviewer", role: "reviewer" },
    ]);
  });

  it("take the only reviewer for the gate, whatever its name", () => {
    const read = readAnswers({ ...base, agents: ["developer", "critic:reviewer"] });
    expect(read).toMatchObject({ ok: true, value: { review_gate: "critic" } });
  });

  it.each([
    [{ project: "Tides!" }, ["--project", "2 to 40"]],
    [{ repo: "tides" }, ["--repo", "owner/name"]],
    [{ forge: "git.example" }, ["--forge", "not an address"]],
    [{ mode: "yolo" }, ["--mode", "observe | approve | auto"]],
    [{ agents: ["developr", "reviewer"] }, ["--agents", "developr:developer"]],
    [{ agents: ["dev:developr", "reviewer"] }, ["there is no role developr", "dev:developer"]],
    [{ agents: ["reviewer", "reviewer"] }, ["--agents", "twice"]],
    [{ agents: [] }, ["--agents is empty"]],
    [{ reviewGate: "reviewr" }, ["--review-gate", "none of the agents", "--review-gate reviewer"]],
    [{ reviewGate: "qa" }, ["only a reviewer gives verdicts", "--review-gate reviewer"]],
    [{ agents: ["developer"] }, ["--review-gate", "add a reviewer"]],
    [
      { agents: ["coordinator:qa", "reviewer"], coordinatorModel: "opus" },
      ["--agents", "another has that name"],
    ],
  ])("refuse %j and say what to write", (more, words) => {
    const said = wrong(more).join("\n");
    for (const word of words) expect(said).toContain(word);
  });

  it("are refused all at once", () => {
    expect(wrong({ project: "X", repo: "y", mode: "z" })).toHaveLength(3);
  });
});
