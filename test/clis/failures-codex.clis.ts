import { testFailures } from "./failures.ts";

testFailures("codex");
