/** A MemoryProject that shows each transaction to whoever looks on, after it was applied. */
import type { Changes } from "../../../src/core/decide/draft.ts";
import { MemoryProject } from "../core/memory-project.ts";

export class ObservedProject extends MemoryProject {
  seen: (changes: Changes) => void = () => undefined;

  override apply(changes: Changes): void {
    super.apply(changes);
    this.seen(changes);
  }
}
