import assert from "node:assert/strict";
import test from "node:test";
import { slug } from "../src/slug.js";

test("words are joined by single dashes", () => {
  assert.equal(slug("Port  of -- Dover"), "port-of-dover");
});

test("accents are dropped", () => {
  assert.equal(slug("Saint-Nazaire, Île 2"), "saint-nazaire-ile-2");
});

test("no dash stands at either end", () => {
  assert.equal(slug(" (Husum) "), "husum");
});

test("a name without letters is refused", () => {
  assert.throws(() => slug("---"), /no letter or digit/);
});
