/** `npm run bench -- dispatch idle`: figures of the real parts, as medians and ratios measured in one run. No verdicts. */
const BENCHES: Readonly<Record<string, () => Promise<{ run: () => Promise<void> }>>> = {
  dispatch: () => import("./dispatch.ts"),
  guard: () => import("./guard.ts"),
  idle: () => import("./idle.ts"),
  ranking: () => import("./ranking.ts"),
  routing: () => import("./routing.ts"),
  start: () => import("./start.ts"),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (asked.length === 0 || unknown.length > 0) {
  process.stderr.write(
    `${unknown.length > 0 ? `no benchmark called ${unknown.join(", ")}\n` : ""}usage: npm run bench -- ${Object.keys(BENCHES).join(" ")}\n`,
  );
  process.exit(2);
}
for (const name of asked) {
  process.stdout.write(`\n== ${name} (Node ${process.version}, ${process.platform} ${process.arch})\n`);
  await (await BENCHES[name]?.())?.run();
}
