import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAround } from "../../../src/runner/sandbox/surroundings.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(homedir(), ".adf-around-"));
  mkdirSync(join(dir, "state"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

// Without /proc nobody can know what is open.
describe.skipIf(process.platform !== "linux")("sockets that are open on this machine", () => {
  it("are hidden, and no file is that somebody's socket had the name of", async () => {
    const sdk = join(dir, "sdk");
    mkdirSync(sdk);
    const [open, file] = [join(sdk, "open"), join(sdk, "file")];
    const servers = [createServer().listen(open), createServer().listen(file)];
    await Promise.all(servers.map((one) => new Promise((resolve) => one.once("listening", resolve))));
    renameSync(file, `${file}.away`);
    writeFileSync(file, "a program\n");
    const look = { argv: [], env: {}, stateDir: join(dir, "state"), hidden: [], visible: [sdk] };
    const { secretFiles } = lookAround(look);
    for (const server of servers) server.close();
    expect(secretFiles).toContain(open);
    expect(secretFiles).not.toContain(file);
  });
});
