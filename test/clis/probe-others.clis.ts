import { testProbes } from "./probing.ts";

testProbes(["gemini", "opencode"]);
