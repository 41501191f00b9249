import assert from "node:assert/strict";
import test from "node:test";
import { parseCsv, toCsv } from "../src/csv.js";

test("an empty text has no rows", () => {
  assert.deepEqual(parseCsv(""), []);
});

test("one line is one row", () => {
  assert.deepEqual(parseCsv("a,b,c\n"), [["a", "b", "c"]]);
});

test("the last line needs no line end", () => {
  assert.deepEqual(parseCsv("a\nb"), [["a"], ["b"]]);
});

test("carriage returns before line ends are dropped", () => {
  assert.deepEqual(parseCsv("a,b\r\nc,d\r\n"), [["a", "b"], ["c", "d"]]);
});

test("cells may be empty", () => {
  assert.deepEqual(parseCsv("a,,c\n"), [["a", "", "c"]]);
});

test("a comma at the end begins an empty cell", () => {
  assert.deepEqual(parseCsv("a,"), [["a", ""]]);
});

test("a quoted cell may hold a comma", () => {
  assert.deepEqual(parseCsv('"a,b",c\n'), [["a,b", "c"]]);
});

test("a quoted cell may hold a line end", () => {
  assert.deepEqual(parseCsv('"a\nb",c\n'), [["a\nb", "c"]]);
});

test("doubled quotes in a quoted cell are one quote", () => {
  assert.deepEqual(parseCsv('"say ""hi""",c\n'), [['say "hi"', "c"]]);
});

test("a quoted cell that is not closed is an error", () => {
  assert.throws(() => parseCsv('"a,b\n'), SyntaxError);
});

test("rows are written one to a line", () => {
  assert.equal(toCsv([["a", 1], ["b", 2]]), "a,1\nb,2\n");
});

test("only what needs quotes gets them", () => {
  assert.equal(toCsv([["a,b", "c", 'd"e']]), '"a,b",c,"d""e"\n');
});

test("nothing is written as an empty cell", () => {
  assert.equal(toCsv([[null, undefined, 0]]), ",,0\n");
});

test("what was written can be read again", () => {
  const rows = [["a,b", 'c"d'], ["", "e\nf"]];
  assert.deepEqual(parseCsv(toCsv(rows)), rows);
});
