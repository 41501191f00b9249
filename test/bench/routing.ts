/** Finding the synonyms in a task of 64 KB, automaton kept, beside the bare library and its modern rival, in workerd. */
import { compare, show } from "./workerd/bench.ts";

export async function run(): Promise<void> {
  const rivals = ["adf route", "ahocorasick", "modern-ahocorasick"].map((what) => ({ what, n: 20 }));
  show("64 KB of task × 5,000 synonyms", await compare(5_000, rivals, 15), "ahocorasick");
}
