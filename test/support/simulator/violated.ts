/** A rule of the architecture was broken. */
export class Violated extends Error {}

export function fail(sentence: string): never {
  throw new Violated(sentence);
}
