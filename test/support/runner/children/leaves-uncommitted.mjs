// Edits one file, adds another, deletes a third, commits nothing.
import { rmSync, writeFileSync } from "node:fs";

writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
writeFileSync("new.js", "export {};\n");
rmSync("readme.md");
