/** Loaded before everything else: puts the mutant named by ADF_MUTANT into the source as it is read. */
import { registerHooks } from "node:module";
import { MUTANTS } from "./mutants.ts";

const at = process.env.ADF_MUTANT ?? "";
const mutant = at === "" ? undefined : MUTANTS[Number(at)];
if (mutant !== undefined) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${mutant.file}`)) return loaded;
      const source = String(loaded.source);
      // A mutant that no longer fits proves nothing: it ends the run in a way of its own.
      if (source.split(mutant.find).length !== 2) {
        console.error(`the mutant "${mutant.name}" does not fit ${mutant.file} once`);
        process.exit(9);
      }
      return { ...loaded, source: source.replace(mutant.find, () => mutant.put) };
    },
  });
}
