import { testFailures } from "./failures.ts";

testFailures("gemini");
