/** Waits until every probe that was asked for has come back, or nobody can be expected to bring it any more. */
import type { ProbeBoard, ProbeView } from "../../contract/probe.ts";
import { note } from "../output.ts";

const EVERY_MS = 500;
/** A probe takes 90 s at most, and a few run at one time. */
const PATIENCE_MS = 240_000;
/** A runner that hears nothing over its socket asks at its next poll. */
const SILENT_MS = 45_000;

export const isUnderWay = ({ state }: ProbeView): boolean => state === "waiting" || state === "running";

export async function waitForProbes(
  read: () => Promise<ProbeBoard>,
  meant: (way: ProbeView) => boolean,
): Promise<ProbeBoard> {
  const began = performance.now();
  let told = -1;
  let moved = began;
  for (;;) {
    const board = await read();
    const left = board.ways.filter((way) => meant(way) && isUnderWay(way));
    const now = performance.now();
    if (left.length !== told) moved = now;
    if (left.length > 0 && left.length !== told)
      note(`asking ${left.length === 1 ? "one model" : `${left.length} models`} …`);
    told = left.length;
    const idle = left.every(({ state }) => state === "waiting") && now - moved > SILENT_MS;
    if (left.length === 0 || board.withheld !== null || idle || now - began > PATIENCE_MS) return board;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
