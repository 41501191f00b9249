/** Runs lives from the command line: `node test/support/simulator/main.ts FROM TO`. Ends at the first broken rule. */
import { liveAll } from "./tell.ts";

const [from = 1, to = 100] = process.argv.slice(2).map(Number);
const began = performance.now();
const sum = liveAll(from, to);
console.log(JSON.stringify({ ...sum, seconds: Math.round((performance.now() - began) / 100) / 10 }));
