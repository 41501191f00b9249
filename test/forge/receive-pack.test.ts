import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { concat, FLUSH, readPktLine, writePktLine } from "../../src/forge/pkt-line.ts";
import { MAX_COMMANDS, MAX_HEAD_BYTES, readCommands, refusal } from "../../src/forge/receive-pack.ts";
import fc from "../support/fast-check.ts";

const ZERO = "0".repeat(40);
const A = "a".repeat(40);
const B = "b".repeat(40);
const flush = new TextEncoder().encode(FLUSH);
const head = (...lines: (string | Uint8Array)[]) =>
  concat([...lines.map((line) => writePktLine(line)), flush]);
const CAPS = "\0report-status side-band-64k agent=git/2.39.5";

const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 40, maxLength: 40 });
const refs = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom(..."abcdef/-_.éж"), minLength: 1, maxLength: 40 }), {
    minLength: 1,
    maxLength: MAX_COMMANDS,
  })
  .map((names) => names.map((name) => `refs/heads/${name}`));

describe("the head of a push", () => {
  it("gives the commands, the capabilities and where the pack begins", () => {
    const bytes = head(`${A} ${B} refs/heads/adf/issue-12${CAPS}`, `${ZERO} ${B} refs/heads/other\n`);
    const pack = new TextEncoder().encode("PACK\0\0");
    expect(readCommands(concat([bytes, pack]))).toEqual({
      status: "ok",
      commands: [
        { old: A, new: B, ref: "refs/heads/adf/issue-12" },
        { old: ZERO, new: B, ref: "refs/heads/other" },
      ],
      capabilities: ["report-status", "side-band-64k", "agent=git/2.39.5"],
      consumed: bytes.length,
    });
  });

  it("reads back whatever commands were written, and asks for more at every earlier cut", () => {
    fc.assert(
      fc.property(refs, hex, hex, fc.double({ min: 0, max: 1, noNaN: true }), (names, old, next, cut) => {
        const lines = names.map((ref, i) => `${old} ${next} ${ref}${i === 0 ? CAPS : ""}`);
        const bytes = head(...lines);
        expect(readCommands(bytes)).toMatchObject({
          status: "ok",
          commands: names.map((ref) => ({ old, new: next, ref })),
          consumed: bytes.length,
        });
        const part = bytes.subarray(0, Math.floor(cut * bytes.length * 0.999));
        expect(readCommands(part)).toEqual({ status: "need_more" });
      }),
      { numRuns: 60 },
    );
  });

  it("is judged the same however the bytes were cut, and never makes the reader throw", () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom("0000", "0004", "0001", "fff0", "00zz").map((text) => new TextEncoder().encode(text)),
      fc.constantFrom(`${A} ${B} refs/heads/x${CAPS}`, `${A} ${B} refs/x`, `shallow ${A}`).map(writePktLine),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const bytes = concat(parts);
        const whole = readCommands(bytes);
        for (let cut = 0; cut <= bytes.length; cut += 7) {
          const part = readCommands(bytes.subarray(0, cut));
          if (part.status !== "need_more") expect(part).toEqual(whole);
        }
      }),
    );
  });

  it("accepts the empty probe that comes before a large push", () => {
    expect(readCommands(flush)).toEqual({ status: "ok", commands: [], capabilities: [], consumed: 4 });
  });

  it("says of a signed push that it is the signature that is refused", () => {
    expect(readCommands(head(`push-cert${CAPS}`))).toMatchObject({
      detail: expect.stringContaining("signed"),
    });
  });

  it("skips the shallow lines of a shallow clone", () => {
    expect(readCommands(head(`shallow ${A}\n`, `${A} ${B} refs/heads/x${CAPS}`))).toMatchObject({
      status: "ok",
      commands: [{ ref: "refs/heads/x" }],
    });
  });

  it.each([
    ["a signed push", head(`push-cert${CAPS}`)],
    ["a length that is not hex", new TextEncoder().encode("zzzz")],
    ["a delimiter of another protocol version", new TextEncoder().encode("0001")],
    ["an empty line", new TextEncoder().encode("0004")],
    ["a length beyond what git writes", new TextEncoder().encode("ffff")],
    ["a line that is no command", head("hello")],
    ["ids of different lengths", head(`${A} ${"b".repeat(64)} refs/heads/x`)],
    ["upper-case ids", head(`${A.toUpperCase()} ${B} refs/heads/x`)],
    ["a ref outside refs/", head(`${A} ${B} HEAD`)],
    ["a ref with a space", head(`${A} ${B} refs/heads/x y`)],
    ["a ref with a control character", head(`${A} ${B} refs/heads/x\u0007`)],
    ["a ref with a line break before its capabilities", head(`${A} ${B} refs/heads/x\n${CAPS}`)],
    ["a byte order mark", head(`\uFEFF${A} ${B} refs/heads/x`)],
    [
      "bytes that are not UTF-8",
      head(concat([new TextEncoder().encode(`${A} ${B} refs/heads/`), Uint8Array.of(0xff)])),
    ],
    ["the same ref twice", head(`${A} ${B} refs/heads/x`, `${A} ${ZERO} refs/heads/x`)],
    ["capabilities on a later line", head(`${A} ${B} refs/heads/x`, `${A} ${B} refs/heads/y${CAPS}`)],
    ["a shallow line after a command", head(`${A} ${B} refs/heads/x`, `shallow ${A}`)],
  ])("is refused for %s", (_name, bytes) => {
    expect(readCommands(bytes)).toMatchObject({ status: "malformed", detail: expect.stringMatching(/\w/) });
  });

  it("is refused with more refs than a push may have", () => {
    const lines = Array.from({ length: MAX_COMMANDS + 1 }, (_, i) => `${A} ${B} refs/heads/${i}`);
    expect(readCommands(head(...lines.slice(1)))).toMatchObject({ status: "ok" });
    expect(readCommands(head(...lines))).toMatchObject({ status: "malformed" });
  });

  it("is refused once it is longer than we are willing to hold, before it ends", () => {
    const long = writePktLine(`${A} ${B} refs/heads/${"x".repeat(40_000)}`);
    const more = writePktLine(`${A} ${B} refs/heads/${"y".repeat(40_000)}`);
    expect(readCommands(long)).toEqual({ status: "need_more" });
    const bytes = concat([long, more]).subarray(0, MAX_HEAD_BYTES + 1);
    expect(readCommands(bytes)).toMatchObject({ status: "malformed" });
  });
});

describe("a pkt-line", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), fc.nat(50), (payload, before) => {
        const bytes = concat([new Uint8Array(before), writePktLine(payload)]);
        expect(readPktLine(bytes, before)).toEqual({
          kind: "line",
          payload: new Uint8Array(payload),
          next: bytes.length,
        });
      }),
    );
  });

  it("of a length that no push has is malformed, not skipped", () => {
    for (const text of ["0001", "0002", "0003", "0004", "fff1", "-001", "00 5"]) {
      expect(readPktLine(new TextEncoder().encode(`${text}rest`), 0).kind).toBe("malformed");
    }
  });

  it("that would be empty or too long is a bug of the caller", () => {
    expect(() => writePktLine("")).toThrow("1 to");
    expect(() => writePktLine(new Uint8Array(65_517))).toThrow("1 to");
    expect(writePktLine(new Uint8Array(65_516)).length).toBe(65_520);
  });
});

describe("a refused push", () => {
  const REASON = "the lease of this job has ended";

  it("makes git itself print the reason for the ref and exit 1", async () => {
    const dir = mkdtempSync(join(tmpdir(), "adf-refusal-"));
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: dir, encoding: "utf8", stdio: "pipe", env: ENV });
    let seen: ReturnType<typeof readCommands> | undefined;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.method === "GET") {
        response.setHeader("content-type", "application/x-git-receive-pack-advertisement");
        response.end(
          concat([
            writePktLine("# service=git-receive-pack\n"),
            flush,
            writePktLine(`${ZERO} capabilities^{}\0report-status side-band-64k`),
            flush,
          ]),
        );
        return;
      }
      const commands = readCommands(Buffer.concat(chunks));
      if (commands.status !== "ok") {
        response.writeHead(400).end();
        return;
      }
      seen = commands;
      response.setHeader("content-type", "application/x-git-receive-pack-result");
      response.end(refusal(commands.commands, commands.capabilities, REASON));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      git("init", "-q", "-b", "main");
      writeFileSync(join(dir, "a"), "a");
      git("add", "a");
      git("-c", "user.name=t", "-c", "user.email=t@forge.test", "commit", "-qm", "a");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`;
      const result = await push(dir, url);
      expect(result.code).toBe(1);
      expect(result.stderr).toContain(`! [remote rejected] main -> main (${REASON})`);
      expect(seen).toMatchObject({ commands: [{ old: ZERO, ref: "refs/heads/main" }] });
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("is told without side bands where the client did not ask for them, one line and never empty", () => {
    const commands = [{ old: ZERO, new: A, ref: "refs/heads/x" }];
    const text = (reason: string) => new TextDecoder().decode(refusal(commands, ["report-status"], reason));
    expect(text("no\nway")).toBe("000eunpack ok\n001bng refs/heads/x no way\n0000");
    expect(text(" ")).toContain("ng refs/heads/x refused\n");
  });
});

const ENV = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
};

/** Not the synchronous call: the server that answers it runs in this process. */
async function push(cwd: string, url: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["push", url, "main"], { cwd, env: ENV });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stderr }));
  });
}
