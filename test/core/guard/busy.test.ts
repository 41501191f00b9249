/** Lines that are short, and that would take the guard minutes if it followed them. */
import { describe, expect, it } from "vitest";
import { type GuardContext, judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

const verdict = (command: string, context: GuardContext = place()) => judge(command, context).decision;
const rule = (command: string, context: GuardContext = place()) => judge(command, context).rule;

describe("a line that would keep the guard busy", () => {
  const large = (text: string) => {
    const asked = { times: 0 };
    const read = () => {
      asked.times += 1;
      return text;
    };
    return { asked, context: { ...place(), read } };
  };

  it("is not followed through the same large file again and again", () => {
    for (const [line, text] of [
      ["bash a.sh;", "#".repeat(250_000)],
      ["python3 a.py;", "#".repeat(125_000)],
      ["cat a.txt | sh;", "#".repeat(250_000)],
    ] as const) {
      const { asked, context } = large(text);
      expect(rule(line, context)).toBe("none");
      expect(rule(line.repeat(1_000), context)).toBe("shell.too-deep");
      expect(asked.times).toBeLessThan(40);
    }
  });

  it("is not followed with words that grow by themselves", () => {
    const grown = `x=${"y".repeat(8_000)}; `;
    expect(rule(`${grown}${"echo $x$x$x$x$x$x$x$x;".repeat(2)}`)).toBe("none");
    expect(rule(`${grown}${"echo $x$x$x$x$x$x$x$x;".repeat(200)}`)).toBe("shell.too-deep");
  });

  it("is not followed into a folder deeper than there are any", () => {
    const lengths: number[] = [];
    const realpath = (path: string) => {
      lengths.push(path.length);
      return path;
    };
    expect(rule(`${"cd a;".repeat(500)} rm x`, { ...place(), realpath })).toBe("none");
    expect(verdict(`${"cd a;".repeat(5_000)} rm x`, { ...place(), realpath })).toBe("deny");
    expect(Math.max(...lengths)).toBeLessThan(5_000);
  });

  it("is not followed through a Makefile with thousands of names and of patterns", () => {
    const makefile = (n: number) => {
      const all = Array.from({ length: n }, (_, i) => i);
      const text = `all: ${all.map((i) => `x${i}`).join(" ")}\n${all.map((i) => `p${i}%:\n`).join("")}`;
      return { ...place(), read: (path: string) => (path.endsWith("/Makefile") ? text : null) };
    };
    expect(rule("make", makefile(300))).toBe("none");
    expect(rule("make", makefile(10_000))).toBe("shell.too-deep");
  });

  it("is not followed through an array longer than a loop may be", () => {
    const filled = (n: number) => Array.from({ length: n }, (_, i) => `a[${i}]=d${i};`).join("");
    expect(verdict(`${filled(10)} rm "\${a[@]}"`)).toBe("allow");
    expect(verdict(`${filled(2_001)} rm "\${a[@]}"`)).toBe("deny");
  });
});
