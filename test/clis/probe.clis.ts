import { testProbes } from "./probing.ts";

testProbes(["claude", "codex"]);
