import assert from "node:assert/strict";
import { test } from "node:test";
import { weigh } from "../src/weigh.js";

test("pebbles are weighed together", () => assert.equal(weigh([1, 2, 3]), 6));
