/** What the terminal of the person is given. */
import { describe, expect, it, vi } from "vitest";
import { harmless, note, print } from "../../src/cli/output.ts";

describe("what is printed for people", () => {
  it("tells their terminal nothing but colours, whoever wrote it", () => {
    const title = "\x1b]0;owned\x07";
    const clipboard = "\x1b]52;c;cm0gLXJmIH4=\x1b\\\\";
    const overwritten = "refused\rallowed";
    const eightBit = "\u009b2J";
    for (const text of [title, clipboard, overwritten, eightBit, "\x1b[2J", "\x1bc", "a\bb"])
      expect(harmless(text)).toMatch(/\ufffd/);
    const left = harmless(`${title}${clipboard}${overwritten}${eightBit}`);
    for (const order of ["\x07", "\x1b", "\r", "\u009b"]) expect(left).not.toContain(order);
    const plain = "a table\twith \x1b[1;31mcolours\x1b[0m,\r\nlines, é and 漢字";
    expect(harmless(plain)).toBe(plain);
  });

  it("shows what an agent wants written as it will be read: in its order, and all of it", () => {
    const reversed = "delete the \u202eeropxe\u202c branch";
    const isolated = "a \u2067b\u2069 c";
    const concealed = ["\x1b[8m", "\x1b[1;8m", "\x1b[08m", "\x1b[30;40m", "\x1b[48;5;0m", "\x1b[38:5:0m"];
    for (const text of [reversed, isolated, ...concealed]) expect(harmless(text)).toMatch(/\ufffd/);
    for (const plain of [
      "שלום and \u200f",
      "\x1b[m",
      "\x1b[1;31m",
      "\x1b[22m",
      "\x1b[39m",
      "\x1b[0m",
      "\x1b[90m",
    ])
      expect(harmless(plain)).toBe(plain);
  });

  it("is so on both streams", () => {
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    print("\x1bc");
    note("\x1bc");
    const said = [out.mock.calls, err.mock.calls];
    out.mockRestore();
    err.mockRestore();
    expect(said).toEqual([[["\ufffdc\n"]], [["\ufffdc\n"]]]);
  });
});
