/** The ways to a model. */
import { way } from "../../../support/view.ts";
import type { Case } from "./case.ts";

export const PROVIDERS: readonly Case[] = [
  [
    "models that answer",
    "provider",
    { probes: { ways: [way(), way({ model: "haiku" }), way({ cli: "codex", state: "no_cli" })] } },
    "ok",
    /^2 of 2 ways to a model answered when last asked: claude → sonnet, claude → haiku$/,
    null,
  ],
  [
    "a model that does not",
    "provider/attic.claude.anthropic.sonnet",
    {
      probes: {
        ways: [
          way({ model: "haiku" }),
          way({
            state: "unhealthy",
            failure: "auth",
            detail: "Invalid API key",
            next: "log claude in on attic",
          }),
        ],
      },
    },
    "fix",
    /claude → anthropic → sonnet on attic does not answer, asked 60 s ago: Invalid API key/,
    /^log claude in on attic$/,
  ],
  [
    "no model at all that answers",
    "provider",
    { probes: { ways: [way({ state: "unhealthy", failure: "auth", next: "log in" })] } },
    "fix",
    /^0 of 1 /,
    /adf -- probe --url/,
  ],
  [
    "models that nobody was asked about",
    "provider",
    { probes: { ways: [way({ state: "unasked" })] } },
    "unknown",
    /^none of 1 ways to a model has answered yet$/,
    /adf -- probe/,
  ],
  [
    "a model that is being asked at this moment",
    "provider",
    { probes: { ways: [way({ state: "running" }), way({ model: "haiku", state: "waiting" })] } },
    "unknown",
    /^none of 2 ways to a model has answered yet; 2 are being asked now$/,
    /adf -- probe/,
  ],
  [
    "a runner without any CLI of a route",
    "provider",
    { probes: { ways: [way({ state: "no_cli" })] } },
    "unknown",
    /no runner has a CLI that a route names/,
    null,
  ],
  [
    "a CLI that cannot be asked",
    "provider/attic.claude.anthropic.sonnet",
    { probes: { ways: [way({ state: "unproved", detail: "It could not be started." })] } },
    "unknown",
    /could not be started/,
    null,
  ],
  [
    "probes that are used up",
    "provider.probes",
    { probes: { ways: [way()], withheld: "the 100 probes of today (UTC) are used up" } },
    "unknown",
    /used up/,
    null,
  ],
];
