import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Home, openHome } from "../../../src/local/factory/home.ts";

const NOWHERE = { forge: 0, worker: 0 };

describe("the state folder of a factory on one machine", () => {
  let dir: string;
  let homes: Home[];
  const open = async (name: string, wanted = NOWHERE, fresh = false) => {
    const opened = await openHome(join(dir, name), "embedded", fresh, wanted);
    if (opened.ok) homes.push(opened.value);
    return opened;
  };
  const made = async (name: string, wanted = NOWHERE): Promise<Home> => {
    const opened = await open(name, wanted);
    if (!opened.ok) throw new Error(opened.error.why);
    return opened.value;
  };
  const refused = async (name: string, wanted = NOWHERE) => {
    const opened = await open(name, wanted);
    if (opened.ok) throw new Error(`${name} could be used`);
    return opened.error;
  };
  const listen = async (port: number) => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return { close: () => new Promise((resolve) => server.close(resolve)) };
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "adf-home-"));
    homes = [];
  });
  afterEach(() => {
    for (const home of homes) home.release();
    rmSync(dir, { recursive: true, force: true });
  });

  it("gives two first starts at one moment different ports, and keeps each until its part listens", async () => {
    const free = await made("free");
    const wanted = { forge: await free.port("forge"), worker: await free.port("worker") };
    const [a, b] = await Promise.all([made("a", wanted), made("b", wanted)]);
    const ports = [a, b].flatMap(({ settings }) => [settings.forge_port, settings.worker_port]);
    expect(new Set(ports).size).toBe(4);
    await expect(listen(a.settings.worker_port)).rejects.toThrow("EADDRINUSE");
    await (await listen(await a.port("worker"))).close();
  });

  it("keeps its ports from start to start, and names who has taken one of them", async () => {
    const first = await made("state");
    const { worker_port } = first.settings;
    first.release();
    const again = await made("state");
    expect(again.settings.worker_port).toBe(worker_port);
    again.release();
    const other = await listen(worker_port);
    const { why, next } = await refused("state");
    expect(why).toContain(`port ${worker_port}, where the Worker has listened since the first start`);
    if (process.platform === "linux") expect(why).toContain(`(pid ${process.pid})`);
    expect(next).toContain("--state another-folder");
    await other.close();
  });

  it("is used by one factory at a time, and says which", async () => {
    await made("state");
    const { why, next } = await refused("state");
    expect(why).toContain(`is running with the state in ${join(dir, "state")} (pid ${process.pid})`);
    expect(next).toContain("--state another-folder");
  });

  it("is not begun anew in silence when its settings cannot be read", async () => {
    const { dir: state, ...first } = await made("state");
    first.release();
    for (const text of ['{"version":1,', '{"version":2}']) {
      writeFileSync(join(state, "settings.json"), text);
      const { why, next } = await refused("state");
      expect(why).toContain(join(state, "settings.json"));
      expect(next).toContain(`npm start -- --fresh --state ${state}`);
      expect(readFileSync(join(state, "settings.json"), "utf8")).toBe(text);
    }
    expect((await open("state", NOWHERE, true)).ok).toBe(true);
  });

  it("does not stop at a list of children that was not written to its end", async () => {
    const { dir: state, ...first } = await made("state");
    first.release();
    writeFileSync(join(state, "children.json"), '[{"name":"worke');
    expect((await open("state")).ok).toBe(true);
  });

  it("takes no folder where others keep what a start would mix with its own, and --fresh would remove", async () => {
    for (const part of ["logs", "runner", "forge", "worker"]) {
      const theirs = join(dir, part, part);
      mkdirSync(theirs, { recursive: true });
      writeFileSync(join(theirs, "kept"), "");
      for (const fresh of [false, true]) {
        const opened = await open(part, NOWHERE, fresh);
        expect(opened).toMatchObject({ error: { why: expect.stringContaining(`${theirs} is there`) } });
        expect(existsSync(join(theirs, "kept"))).toBe(true);
      }
    }
  });

  it("is named in what to type as a shell reads it", async () => {
    const { dir: state, ...first } = await made("it's here ü");
    first.release();
    writeFileSync(join(state, "settings.json"), "");
    expect((await refused("it's here ü")).next).toContain(
      `--fresh --state '${dir}/it'\\''s here ü'   (forgets`,
    );
  });

  it("says that it cannot be made where a file stands", async () => {
    writeFileSync(join(dir, "state"), "");
    expect((await refused("state")).why).toMatch(/cannot be kept in .*EEXIST/);
  });
});
