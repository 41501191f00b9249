/** The runners and what they found of their machines. */
import { LOCAL, machine, runner } from "../facts.ts";
import type { Case } from "./case.ts";

const ALL = { sandbox: null, network: null, shim: null, hook: null, cgroup: null };

export const RUNNERS: readonly Case[] = [
  ["no runner", "runner", { runners: [] }, "fix", /no runner is registered/, /runner run --worker/],
  [
    "a runner that is gone",
    "runner/attic",
    { runners: [runner({ connected: false, last_seen_secs: 91 })] },
    "fix",
    /not there, last asked 91 s ago/,
    /runner run/,
  ],
  [
    "a runner that only polls",
    "runner/attic",
    { runners: [runner({ connected: false, last_seen_secs: 20 })] },
    "ok",
    /polls/,
    null,
  ],
  [
    "a local runner that is gone",
    "runner/attic",
    { place: LOCAL, runners: [runner({ connected: false, last_seen_secs: 9 })] },
    "fix",
    /not there/,
    /npm start/,
  ],
  [
    "an old runner beside a new one",
    "runner/cellar",
    { runners: [runner(), runner({ id: "r-2", name: "cellar", connected: false, last_seen_secs: 300_000 })] },
    "unknown",
    /another runner is/,
    null,
  ],
  [
    "the layers around a runner's agents",
    "runner.layers/attic",
    {},
    "ok",
    /its agents have sandbox, network of its own, PATH shim, guard hook, memory limit$/,
    null,
  ],
  [
    "a runner without a sandbox",
    "runner.layers/attic",
    { runners: [runner({ layers: { ...ALL, sandbox: "no bwrap. Fix: sudo apt-get install bubblewrap" } })] },
    "fix",
    /have network of its own, .*, and no sandbox: no bwrap/,
    /^sudo apt-get install bubblewrap$/,
  ],
  [
    "a runner whose memory nobody limits",
    "runner.layers/attic",
    { runners: [runner({ layers: { ...ALL, cgroup: "no cgroup. Fix: install it" } })] },
    "ok",
    /; no memory limit: no cgroup$/,
    null,
  ],
  ["what a runner found of its machine", "runner.clock/attic", {}, "ok", /^clock is well$/, null],
  [
    "a runner without room",
    "runner.disk/attic",
    { runners: [runner({ machine: machine({ disk: { fact: "only 90 MB are free", fix: "free some" } }) })] },
    "fix",
    /^it takes no jobs: only 90 MB are free$/,
    /^free some$/,
  ],
  [
    "a runner without an agent",
    "runner.agents",
    { runners: [runner({ clis: [] })] },
    "fix",
    /every job would wait/,
    /npm install/,
  ],
];
