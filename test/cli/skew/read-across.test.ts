import { describe, expect, it } from "vitest";
import { readAcross } from "../../../src/cli/skew/read-across.ts";
import { FactoryState } from "../../../src/contract/state.ts";
import fc from "../../support/fast-check.ts";
import { STATE } from "./old-and-new.ts";

const copy = (): Record<string, unknown> => structuredClone(STATE) as never;

describe("an answer of another build", () => {
  it("of the same contract is read whole, and nothing is named", () => {
    expect(readAcross(FactoryState, STATE)).toEqual({ value: STATE, beyond: [], unread: [] });
  });

  it("that says more is read whole, and what it says more is named, wherever it stands", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^x_[a-z]{1,8}$/), { maxLength: 4 }),
        fc.jsonValue(),
        (keys, value) => {
          const said = copy();
          const places = [said, ...(said.projects as object[]), ...(said.runners as object[])];
          for (const place of places) for (const key of keys) (place as Record<string, unknown>)[key] = value;
          const read = readAcross(FactoryState, said);
          expect(read?.value).toEqual(STATE);
          expect(read?.beyond).toHaveLength(places.length * new Set(keys).size);
          expect(read?.unread).toEqual([]);
        },
      ),
    );
  });

  it("with an entry that cannot be read is read without it, and the field is named by its own place", () => {
    const said = copy();
    const runners = said.runners as Record<string, unknown>[];
    delete runners[0]?.connected;
    (runners[2] ?? {}).clis = "claude";
    const read = readAcross(FactoryState, said);
    expect(read?.value.runners.map((one) => one.id)).toEqual(["r-2"]);
    expect(read?.unread).toEqual(["runners[0].connected", "runners[2].clis"]);
  });

  it("is read or refused, and never throws, whatever single value in it was exchanged", () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), (at, value) => {
        const said = copy();
        const places: (() => void)[] = [];
        const visit = (node: unknown) => {
          if (typeof node !== "object" || node === null) return;
          for (const key of Object.keys(node)) {
            places.push(() => Object.assign(node, { [key]: value }));
            visit((node as Record<string, unknown>)[key]);
          }
        };
        visit(said);
        places[at % places.length]?.();
        const read = readAcross(FactoryState, said);
        if (read !== null) expect(FactoryState.parse(read.value)).toEqual(read.value);
      }),
    );
  });

  it("is refused where nothing of it can be shown", () => {
    for (const said of [null, [], "no", { ...STATE, build: 7 }, { message: "hello" }])
      expect(readAcross(FactoryState, said)).toBeNull();
  });
});
