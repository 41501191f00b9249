import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { endpointFor } from "../../../src/runner/agents/endpoint.ts";
import { generic } from "../../../src/runner/agents/generic/generic.ts";
import { readOptions } from "../../../src/runner/config/options.ts";
import { environmentFor } from "../../../src/runner/spawn/command.ts";
import { createWorkspace } from "../../../src/runner/state/workspace.ts";
import { makeOffer } from "../../support/runner/bench.ts";

describe("the agent's command", () => {
  const read = readOptions({
    url: "http://w.invalid",
    agents: {
      a: {
        argv: ["run", "--role={role}", "{prompt_file}", "{model}"],
        env: { one: "KEY_ONE", two: "KEY_TWO" },
      },
    },
  });
  if (!read.ok) throw new Error(read.error);
  const command = read.value.agents.a as NonNullable<(typeof read.value.agents)[string]>;
  const within = async <T>(look: (stateDir: string) => Promise<T>): Promise<T> => {
    const dir = mkdtempSync(join(tmpdir(), "adf-runner-"));
    try {
      return await look(dir);
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  const planned = (
    of: typeof command,
    offer: ReturnType<typeof makeOffer>,
    space: Awaited<ReturnType<typeof createWorkspace>>,
    env: Record<string, string> = {},
  ) => {
    const endpoint = endpointFor(of, generic, offer, { env, home: "/nowhere" });
    if (!endpoint.ok) throw new Error(endpoint.error.message);
    const order = {
      offer,
      space,
      command: of,
      ...endpoint.value,
      program: "",
      guard: null,
      resume: null,
      toolless: false,
      nonce: "",
      root: false,
    };
    const plan = generic.plan(order);
    if (!plan.ok) throw new Error(plan.error.message);
    return plan.value;
  };

  it("is filled in once: a word from the wire cannot smuggle in another placeholder or argument", async () => {
    await within(async (dir) => {
      const offer = makeOffer({ model: "{prompt_file} --yes; rm -rf /" });
      const space = await createWorkspace(dir, offer);
      expect(planned(command, offer, space).argv).toEqual([
        "run",
        "--role=developer",
        space.promptFile,
        "{prompt_file} --yes; rm -rf /",
      ]);
    });
  });

  it("sees the one key of its provider, and nothing else of the runner's environment", async () => {
    await within(async (dir) => {
      const offer = makeOffer({ provider: "two" });
      const space = await createWorkspace(dir, offer);
      const own = { PATH: "/bin", KEY_ONE: "1", KEY_TWO: "2", HOME: "/root" };
      const env = environmentFor(offer, space, own, planned(command, offer, space, own).env);
      expect(Object.keys(env).sort()).toEqual([
        "ADF_JOB",
        "ADF_OUTPUTS",
        "ADF_ROLE",
        "HOME",
        "KEY_TWO",
        "LANG",
        "PATH",
        "TMPDIR",
      ]);
      expect(env.HOME).toBe(space.home);
    });
  });
});
