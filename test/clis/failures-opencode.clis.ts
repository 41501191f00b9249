import { testFailures } from "./failures.ts";

testFailures("opencode");
