import { testFailures } from "./failures.ts";

testFailures("claude");
