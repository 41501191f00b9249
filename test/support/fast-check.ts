/**
 * fast-check with one seed for everybody: whoever runs `npm test` on the same commit draws the same cases, so that a change is
 * never held up by a case that it has nothing to do with. `npm run test:full` draws new ones each time, `ADF_SEED=N` these.
 */
import * as fc from "fast-check";

const DAILY = 20_261_122;
const { ADF_SEED, ADF_FULL } = process.env;

if (ADF_SEED !== undefined) fc.configureGlobal({ seed: Number(ADF_SEED) });
else if (ADF_FULL !== "1") fc.configureGlobal({ seed: DAILY });

export * from "fast-check";
export default fc;
