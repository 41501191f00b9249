import { describe, expect, it } from "vitest";
import { JobState } from "../../src/contract/job.ts";
import { type Job, moveJob } from "../../src/core/work/job.ts";
import { filesBelow, firstCells, page, read, section } from "./pages.ts";

const operator = page("docs/operator.md");
const sources = filesBelow("src", ".ts").filter(
  (path) => !/^src\/(?:cli|local\/(?:forge|sample))\//.test(path),
);

/** Every event that the sources write, found as they are written: `log("a.b", …)` and `event: "a.b"`. */
function eventsWritten(): Set<string> {
  const found = new Set<string>();
  for (const path of sources) {
    const text = read(path);
    for (const [, name = ""] of text.matchAll(/\.log\(\s*"([a-z_]+(?:\.[a-z_]+)+)"/g)) found.add(name);
    for (const [, either = ""] of text.matchAll(/\bevent:\s*([^,;}]+)/g)) {
      for (const [, name = ""] of either.matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)) found.add(name);
    }
    // The one name that is put together: how a job ended.
    if (text.includes("log(`job.$" + "{state}`")) {
      for (const state of ["succeeded", "failed", "cancelled"]) found.add(`job.${state}`);
    }
  }
  return found;
}

describe("the operator's page", () => {
  it("explains every event that is written, and none that is not", () => {
    const explained = firstCells(operator, "What each event means")
      .filter((cell) => cell.startsWith("`"))
      .map((cell) => cell.replaceAll("`", ""));
    expect(explained.sort()).toEqual([...eventsWritten()].sort());
  });

  it("lists every refusal with its status", () => {
    const real = [...read("src/worker/refusal.ts").matchAll(/^ {2}(\w+): \[\s*(\d{3}),/gm)].map(
      ([, name = "", status = ""]) => `${status} ${name}`,
    );
    const told = [
      ...section(operator, "What the Worker refuses").matchAll(/^\| (\d{3}) \| ([^|]+) \|/gm),
    ].flatMap(([, status = "", names = ""]) =>
      [...names.matchAll(/`(\w+)`/g)].map((m) => `${status} ${m[1] ?? ""}`),
    );
    expect(real.length).toBeGreaterThan(10);
    expect(told.sort()).toEqual(real.sort());
  });

  it("names routes that the Worker has", () => {
    const routes = [...filesBelow("src/worker/routes", ".ts"), "src/worker/app.ts"].map(read).join("\n");
    const told = [...operator.text.matchAll(/`(?:GET|POST) (?:\/api\/v1)?(\/[\w:/]+)/g)].map(
      (m) => m[1] ?? "",
    );
    const known = (path: string) =>
      routes.includes(`"${path}"`) || routes.includes(`"${path.replace(/pause$/, ":verb{pause|resume}")}"`);
    expect(told.filter((path) => !known(path))).toEqual([]);
  });
});

describe("the written schema", () => {
  const storage = page("docs/storage.md");
  const stores = filesBelow("src/worker", ".ts").map(read).join("\n");

  it("has every table and every index that locks", () => {
    const names = [
      ...stores.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g),
      ...stores.matchAll(/CREATE UNIQUE INDEX (\w+)/g),
    ].map((m) => m[1] ?? "");
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !storage.text.includes(`\`${name}`))).toEqual([]);
  });

  it("names every generated column", () => {
    const tables = stores.split(/(?=CREATE )/).filter((part) => part.includes("GENERATED"));
    for (const part of tables) {
      const table = /CREATE TABLE (\w+)/.exec(part)?.[1] ?? "";
      const columns = [...part.matchAll(/(\w+) \w+ GENERATED/g)].map((m) => m[1] ?? "");
      expect(storage.text).toContain(`\`${table}.${columns.join(", ")}\``);
    }
    expect(tables.length).toBeGreaterThan(3);
  });
});

describe("the map's diagrams", () => {
  const states = section(page("src/README.md"), "States");
  const edges = (diagram: string) =>
    new Set([...diagram.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} → ${to}`));
  const [items = "", jobs = ""] = [...states.matchAll(/```mermaid\n([\s\S]*?)```/g)].map((m) => m[1] ?? "");

  it("show exactly the moves that a job can make", () => {
    const possible = new Set<string>();
    for (const from of JobState.options) {
      for (const to of JobState.options) {
        try {
          moveJob({ id: "p-1", state: from } as Job, to);
          possible.add(`${from} → ${to}`);
        } catch {
          // An impossible pair is refused.
        }
      }
    }
    expect(edges(jobs)).toEqual(possible);
  });

  it("show every phase of a work item", () => {
    const type = /export type Phase =([\s\S]*?);/.exec(read("src/core/work/work-item.ts"))?.[1] ?? "";
    const phases = [...type.matchAll(/"(\w+)"/g)].map((m) => m[1] ?? "");
    const shown = new Set([...edges(items)].flatMap((edge) => edge.split(" → ")));
    expect(phases.filter((phase) => !shown.has(phase))).toEqual([]);
    expect(phases.length).toBeGreaterThan(5);
  });

  it("draw an arrow for each import between rooms, and no other", () => {
    const rooms = ["contract", "core", "forge", "worker", "runner", "repair", "local", "cli"];
    const real = new Set<string>();
    for (const path of filesBelow("src", ".ts").filter((p) => !p.startsWith("src/local/sample/"))) {
      const from = path.split("/")[1] ?? "";
      for (const [, to = ""] of read(path).matchAll(/from "(?:\.\.\/)+(\w+)\//g)) {
        if (rooms.includes(to) && to !== from) real.add(`${from} → ${to}`);
      }
    }
    const chart = section(page("src/README.md"), "Rooms and arrows");
    const drawn = new Set<string>();
    for (const [, from = "", to = ""] of chart.matchAll(/^ {2}(\w+) --> (.+)$/gm)) {
      for (const room of to.split(" & ")) drawn.add(`${from} → ${room}`);
    }
    expect([...real].filter((edge) => !drawn.has(edge))).toEqual([]);
    expect([...drawn].filter((edge) => !real.has(edge))).toEqual([]);
  });
});
