/**
 * The systemd unit of a runner. Pure: facts in, text out, checked against golden files. It holds no secret and
 * nothing that systemd would have to expand; what each line is for stands in docs/runner.md.
 */
import { err, ok, type Result } from "../../core/result.ts";
import { nodeWords } from "./node-words.ts";
import { problems, type UnitInput } from "./unit-input.ts";
import { limits, sandbox, seccompOnly } from "./unit-sandbox.ts";
import { whole, word } from "./unit-text.ts";

/** Wrong options, refused credential, contract mismatch: starting again cannot help, a person must. */
export const NO_RESTART = [2, 4, 5] as const;

export function renderUnit(input: UnitInput): Result<string, string> {
  const bad = problems(input);
  if (bad !== null) return err(bad);
  const system = input.scope === "system";
  const call = (...words: string[]) =>
    [...nodeWords(input.node, input.nodeMajor), input.program, ...words].map(word).join(" ");
  const sections = [
    [
      "[Unit]",
      "Description=AI Dark Factory runner",
      ...(system ? ["Wants=network-online.target", "After=network-online.target"] : []),
      // Above what the waits below can reach: a runner that fails for an hour must still be there afterwards.
      "StartLimitIntervalSec=600",
      "StartLimitBurst=30",
    ],
    [
      "[Service]",
      "Type=exec",
      `ExecStart=${call("run", "--config", input.config)}`,
      `ExecStop=-${call("drain", "--config", input.config)}`,
      `Environment=${word(`PATH=${input.path.join(":")}`)}`,
      ...secrets(input),
      "",
      ...restarts(input.systemdVersion),
      "KillMode=control-group",
      `TimeoutStopSec=${input.stopSecs}`,
      "",
      ...limits(input),
      "",
      ...(input.namespaces ? sandbox(input) : seccompOnly()),
    ],
    ["[Install]", `WantedBy=${system ? "multi-user.target" : "default.target"}`],
  ];
  return ok(`${HEADER}\n${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

const HEADER = `# Written by "adf runner install", and written again by each upgrade.
# To change something, use: systemctl edit adf-runner (with --user for a user's runner).`;

function secrets({ scope, environment, identity, stateDir }: UnitInput): string[] {
  if (scope === "user")
    return [`EnvironmentFile=-${whole(environment)}`, `WorkingDirectory=${whole(stateDir)}`];
  return [
    "DynamicUser=yes",
    "StateDirectory=adf-runner",
    "StateDirectoryMode=0700",
    "WorkingDirectory=/var/lib/adf-runner",
    `LoadCredential=environment:${whole(environment)}`,
    `LoadCredential=runner.json:${whole(identity)}`,
  ];
}

/** From 254 systemd lets the wait grow; before, it is always the same and so must be longer. */
function restarts(version: number): string[] {
  const growing = ["RestartSec=1", "RestartSteps=6", "RestartMaxDelaySec=300"];
  return [
    "Restart=on-failure",
    ...(version >= 254 ? growing : ["RestartSec=30"]),
    `RestartPreventExitStatus=${NO_RESTART.join(" ")}`,
  ];
}
