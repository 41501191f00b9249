import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { OrchestratorConfig } from "../../src/contract/config.ts";
import { loadConfig } from "../../src/core/config/load.ts";
import { readOptions } from "../../src/runner/config/options.ts";
import { readRunnerToml } from "../../src/runner/config/toml.ts";
import { examples, page, read, section } from "./pages.ts";

const readme = page("README.md");
const example = (language: string, has: string): string => {
  const found = examples(readme).find((e) => e.language === language && e.text.includes(has));
  if (found === undefined) throw new Error(`the README has no ${language} example with ${has}`);
  return found.text;
};

describe("the README's examples", () => {
  it("orchestrator.toml is a configuration that the Worker accepts", () => {
    const loaded = loadConfig(example("toml", "[[agents]]"));
    expect(loaded).toMatchObject({
      ok: true,
      value: { projects: [{ name: "tides" }], limits: { attempts: 5 } },
    });
  });

  it("orchestrator.toml with a misspelt key would be refused by name", () => {
    const loaded = loadConfig(example("toml", "[[agents]]").replace("wall_secs", "wall_seconds"));
    expect(JSON.stringify(loaded)).toContain("wall_seconds");
  });

  it("runner.toml is a configuration that the runner accepts", () => {
    const read = readRunnerToml("runner.toml", example("toml", "[agents.claude]"));
    expect(read.ok && readOptions(read.value)).toMatchObject({ ok: true });
  });

  it("tokens.json is an object of strings with a coordinator", () => {
    const tokens = z
      .record(z.string(), z.string().min(1))
      .parse(JSON.parse(example("json", '"coordinator"')));
    expect(Object.keys(tokens)).toContain("coordinator");
  });

  it("creates the queues of wrangler.toml, and no other", () => {
    const queues = z.object({
      queues: z.object({
        producers: z.array(z.object({ queue: z.string() })),
        consumers: z.array(z.object({ queue: z.string() })),
      }),
    });
    const { producers, consumers } = queues.parse(parse(read("wrangler.toml"))).queues;
    const wanted = new Set([...producers, ...consumers].map((q) => q.queue));
    const made = [...page("docs/deploy.md").text.matchAll(/queues create ([\w-]+)/g)].map((m) => m[1] ?? "");
    expect(new Set(made)).toEqual(wanted);
  });

  it("sets the secrets that the Worker asks for", () => {
    const asked = read("src/worker/environment.ts").matchAll(
      /readonly ([A-Z_]*(?:SECRET|TOKENS?))\?: string/g,
    );
    const put = [...page("docs/deploy.md").text.matchAll(/secret put (\w+)/g)].map((m) => m[1] ?? "");
    for (const [, name = ""] of asked) {
      if (name.startsWith("CF_ACCESS_"))
        expect(page("docs/private-forge.md").text).toContain(`secret put ${name}`);
      else if (name === "QUICKWIT_TOKEN") expect(page("docs/logs.md").text).toContain(`secret put ${name}`);
      else if (name.endsWith("_PREVIOUS")) expect(page("docs/deploy.md").text).toContain(name);
      else expect(put).toContain(name);
    }
  });
});

describe("the table of numbers", () => {
  const minimal = `[gitea]\nurl = "https://git.example"\ntrusted = ["a"]\n[[projects]]\nname = "p1"\nrepo = "o/p"\n[[agents]]\nname = "reviewer"\nrole = "reviewer"\n`;
  const defaults = OrchestratorConfig.parse(parse(minimal)) as Record<string, unknown>;
  const rows = [
    ...section(page("docs/operator.md"), "Numbers").matchAll(/^\| `(\w+)\.(\w+)` \| ([\w,]+) \|/gm),
  ];

  it("gives the defaults of the configuration", () => {
    const told = rows.map(([, part = "", key = "", value = ""]) => [
      `${part}.${key}`,
      value.replaceAll(",", ""),
    ]);
    const real = rows.map(([, part = "", key = ""]) => {
      const values = defaults[part] as Record<string, unknown> | undefined;
      return [`${part}.${key}`, String(values?.[key])];
    });
    expect(told).toEqual(real);
  });

  it("leaves out no limit", () => {
    const text = section(page("docs/operator.md"), "Numbers");
    const all = Object.keys(defaults.limits as object);
    expect(all.filter((key) => !text.includes(`limits.${key}`))).toEqual([]);
  });
});
