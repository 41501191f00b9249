/**
 * Starts main.ts with compiled code kept in `.cache/compiled`, as the runner does: with a warm cache Node never
 * loads its TypeScript stripper, which is most of what a short job costs.
 */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../../.cache/compiled", import.meta.url)));
await import("./main.ts");
