import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderUnit } from "../../../src/runner/install/unit.ts";
import type { UnitInput } from "../../../src/runner/install/unit-input.ts";
import fc from "../../support/fast-check.ts";
import { readWhole, readWords, valuesOf } from "./systemd-reader.ts";
import { systemUnit, userUnit } from "./unit-input.ts";

function unitOf(input: UnitInput): string {
  const made = renderUnit(input);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

const systemdAnalyze = spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" });
const version = Number(/systemd (\d+)/.exec(systemdAnalyze.stdout ?? "")?.[1] ?? 0);
const why = version > 0 ? "" : " (not run: there is no systemd-analyze here)";

describe("the unit of a runner", () => {
  it.each([
    ["user", userUnit()],
    ["user-without-namespaces", userUnit({ namespaces: false, nodeMajor: 20 })],
    ["system", systemUnit()],
    [
      "system-254-node-in-a-home",
      systemUnit({ systemdVersion: 254, visibleHomes: ["/home/mara/.nvm/v24"], cpuQuota: "300%" }),
    ],
  ])("of the kind %s is as agreed", async (name, input) => {
    await expect(unitOf(input)).toMatchFileSnapshot(`golden/${name}.service`);
  });

  it("lets the wait between restarts grow where systemd can, and names no setting that an older one would not know", () => {
    expect(unitOf(systemUnit({ systemdVersion: 254 }))).toContain("RestartMaxDelaySec=300");
    expect(unitOf(systemUnit({ systemdVersion: 253 }))).not.toMatch(/RestartSteps|RestartMaxDelaySec/);
  });

  it("is not started again after wrong options, a refused credential or a contract mismatch", () => {
    expect(valuesOf(unitOf(userUnit()), "RestartPreventExitStatus")).toEqual(["2 4 5"]);
  });

  it("can be restarted for ever at its steady pace without meeting the start limit", () => {
    const unit = unitOf(userUnit());
    const [interval, burst, pause] = ["StartLimitIntervalSec", "StartLimitBurst", "RestartSec"].map((key) =>
      Number(valuesOf(unit, key)[0]),
    );
    expect((interval ?? 0) / (pause ?? 1)).toBeLessThan(burst ?? 0);
  });

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
    ["${HOME}/node", "does not expand variables"],
    ["/opt/$ADF/node", "does not expand variables"],
    ["/opt/two\nExecStartPre=/bin/evil", "line break"],
    ['/opt/a"b', "quote"],
    ["/opt/a:b", "colon"],
    ["/opt/a ", "white space"],
    ["node", "must be absolute"],
    ["", "is empty"],
  ])("refuses the path %j with a sentence", (path, sentence) => {
    for (const change of [{ node: path }, { stateDir: path }, { environment: path }, { path: [path] }]) {
      const made = renderUnit(userUnit(change));
      expect(made).toMatchObject({ ok: false, error: expect.stringContaining(sentence) });
    }
  });

  it.each([
    [{ memoryMax: "lots" }, "--memory-max"],
    [{ memoryMax: "4G\nUser=root" }, "--memory-max"],
    [{ cpuQuota: "3" }, "--cpu-quota"],
  ])("refuses the limit %j", (change, flag) => {
    expect(renderUnit(userUnit(change))).toMatchObject({ ok: false, error: expect.stringContaining(flag) });
  });

  it("gives systemd back exactly what it was told, for every path it does not refuse", () => {
    const part = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
      fc.constantFrom("100%", "%h", "%%", "$HOME", "${X}", "a b", ";", "#x", "[Service]", "-", "äöü", "a;b"),
    );
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("")}`);
    let accepted = 0;
    fc.assert(
      fc.property(path, path, path, (program, stateDir, environment) => {
        const made = renderUnit(userUnit({ program, stateDir, environment }));
        if (!made.ok) {
          expect(made.error).toMatch(/^The .* cannot stand in a systemd unit: .*\.$/s);
          return;
        }
        accepted += 1;
        const unit = made.value;
        const config = userUnit().config;
        expect(readWords(valuesOf(unit, "ExecStart")[0] ?? "", "command")).toEqual([
          ...["/usr/bin/node", program, "run", "--config", config],
        ]);
        expect(readWords(valuesOf(unit, "ReadWritePaths")[0] ?? "", "list")).toEqual([stateDir]);
        expect(valuesOf(unit, "WorkingDirectory").map(readWhole)).toEqual([stateDir]);
        expect(valuesOf(unit, "EnvironmentFile").map(readWhole)).toEqual([`-${environment}`]);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

describe("the unit leaves the sandbox of agents possible", () => {
  it("covers no part of /proc, forbids no namespace and no mount, in either scope", () => {
    for (const unit of [unitOf(systemUnit()), unitOf(userUnit())]) {
      expect(unit).not.toMatch(
        /ProtectKernelTunables|ProtectKernelLogs|RestrictNamespaces|ProcSubset|@mount/,
      );
      expect(unit).not.toMatch(/(?:Inaccessible|ReadOnly|Bind\w*)Paths=.*\/proc/);
    }
  });
});

describe.skipIf(version === 0)(`systemd-analyze verify${why}`, () => {
  /** Paths that are there: the check also looks whether the programs can be started. */
  function verified(folder: string, scope: "user" | "system", change: Partial<UnitInput> = {}): string {
    const root = mkdtempSync(join(tmpdir(), "adf-unit-"));
    try {
      const dir = join(root, folder);
      mkdirSync(join(dir, "state"), { recursive: true });
      for (const name of ["adf-runner.mjs", "runner.toml", "environment", "runner.json"])
        writeFileSync(join(dir, name), "");
      const make = scope === "user" ? userUnit : systemUnit;
      const unit = unitOf(
        make({
          systemdVersion: version,
          node: process.execPath,
          program: join(dir, "adf-runner.mjs"),
          config: join(dir, "runner.toml"),
          environment: join(dir, "environment"),
          identity: join(dir, "runner.json"),
          ...(scope === "user" ? { stateDir: join(dir, "state"), home: dir } : {}),
          ...change,
        }),
      );
      const file = join(root, "adf-runner.service");
      writeFileSync(file, unit, { mode: 0o644 });
      const flags = scope === "user" ? ["--user"] : [];
      const ran = spawnSync("systemd-analyze", [...flags, "verify", file], {
        encoding: "utf8",
        env: { PATH: process.env.PATH ?? "", HOME: root, XDG_RUNTIME_DIR: root },
      });
      return `${ran.status}${ran.stdout}${ran.stderr}`;
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }

  it.each([
    ["a user's", "plain", "user", {}],
    ["a user's without namespaces", "plain", "user", { namespaces: false }],
    ["a user's in a folder with spaces and percent signs", "a b 100%h;c", "user", {}],
    ["the system's", "plain", "system", {}],
    [
      "the system's with a Node in a home",
      "plain",
      "system",
      { visibleHomes: ["/home/mara"], cpuQuota: "250%" },
    ],
  ] as const)("accepts %s unit and prints nothing", (_, folder, scope, change) => {
    expect(verified(folder, scope, { ...change } as Partial<UnitInput>)).toBe("0");
  });

  it("would have said so", () => {
    const root = mkdtempSync(join(tmpdir(), "adf-unit-"));
    const file = join(root, "adf-runner.service");
    writeFileSync(
      file,
      unitOf(systemUnit({ systemdVersion: 256, node: process.execPath })).replace(
        "ProtectHome",
        "ProtectHose",
      ),
    );
    const ran = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    rmSync(root, { recursive: true });
    expect(ran.stderr).toContain("ProtectHose");
  });

  it("finds the system's unit well fenced", () => {
    const root = mkdtempSync(join(tmpdir(), "adf-unit-"));
    try {
      const file = join(root, "adf-runner.service");
      writeFileSync(file, unitOf(systemUnit({ systemdVersion: version, node: process.execPath })));
      const said = execFileSync("systemd-analyze", ["security", "--offline=true", "--no-pager", file], {
        encoding: "utf8",
      });
      const exposure = Number(/Overall exposure level for [^:]+: ([\d.]+)/.exec(said)?.[1]);
      expect(exposure).toBeLessThan(4);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
