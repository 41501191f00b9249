/**
 * Which places a failing test ran and a passing one did not (Ochiai). Pure: coverage in, a number per position
 * out. Code that runs while a module loads belongs to every test that touches the module afterwards.
 */
import type { Spectrum } from "../engine/batch.ts";
import type { Range, Ranges } from "../engine/wire.ts";

export interface Suspicion {
  /** 0 (no failing test ran it) to 1 (the failing tests ran it and no other did). */
  at(file: string, position: number): number;
  readonly files: readonly string[];
}

/** Where nothing finer is known (a test that hangs says nothing), what was loaded is suspected evenly. */
const UNKNOWN = 0.5;
/** Module-level code is rarely at fault, and when it is, everything that uses it fails. */
const LOADED = 0.7;

export function suspicion(spectra: readonly Spectrum[], loaded: Ranges): Suspicion {
  const failing = spectra.filter((spectrum) => !spectrum.passed);
  const passing = spectra.filter((spectrum) => spectrum.passed);
  const files = new Set(failing.flatMap((spectrum) => Object.keys(spectrum.files)));
  if (failing.length === 0) for (const file of Object.keys(loaded)) files.add(file);

  return {
    files: [...files],
    at(file, position) {
      if (failing.length === 0) return loaded[file] === undefined ? 0 : UNKNOWN;
      const score = ochiai(
        failing.filter((spectrum) => ran(spectrum.files[file], position)).length,
        passing.filter((spectrum) => ran(spectrum.files[file], position)).length,
        failing.length,
      );
      if (score > 0 || !ran(loaded[file], position)) return score;
      const touches = (spectrum: Spectrum) => spectrum.files[file] !== undefined;
      return LOADED * ochiai(failing.filter(touches).length, passing.filter(touches).length, failing.length);
    },
  };
}

export function ochiai(failedHere: number, passedHere: number, failed: number): number {
  if (failedHere === 0) return 0;
  return failedHere / Math.sqrt(failed * (failedHere + passedHere));
}

/** The innermost range around a position decides. */
export function ran(ranges: readonly Range[] | undefined, position: number): boolean {
  let size = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [start, end, times] of ranges ?? []) {
    if (start <= position && position < end && end - start <= size) {
      size = end - start;
      count = times;
    }
  }
  return count > 0;
}
