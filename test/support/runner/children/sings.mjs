// Says the one secret it was given, in every way and in pieces, and puts it into its outputs too.
import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const song = process.argv[2].replaceAll("CANARY", process.env.CANARY_KEY);
for (let at = 0; at < song.length; at += 97) {
  process.stdout.write(song.slice(at, at + 97));
  process.stderr.write(song.slice(at, at + 97));
  await pause(2);
}
const body = song;
writeFileSync(process.env.ADF_OUTPUTS, JSON.stringify({ version: 1, summary: body, question: { body } }));
process.exit(process.argv.includes("fail") ? 3 : 0);
