/** The questions as a person meets them. Ctrl-C at any of them ends setup, and nothing was written. */
import * as clack from "@clack/prompts";
import { CliError } from "../../cli-error.ts";
import { EXIT } from "../../exit-codes.ts";

/** The terminal of this process where left out. */
export type Streams = Pick<clack.CommonOptions, "input" | "output">;

export interface Choice {
  readonly value: string;
  readonly label?: string;
  readonly hint?: string;
}

/** What is wrong with it; undefined where nothing is. */
export type Wrong = (value: string) => string | undefined;

export type Terminal = ReturnType<typeof terminalOn>;

export function terminalOn(streams: Streams = {}) {
  return {
    begin: (title: string) => clack.intro(title, streams),
    end: (text: string) => clack.outro(text, streams),
    tell: (text: string, title?: string) => clack.note(text, title, streams),
    warn: (text: string) => clack.log.warn(text, streams),
    text: async (message: string, usual: string, wrong: Wrong = () => undefined): Promise<string> => {
      // An Enter that was typed before the question stood there empties its line: nothing, where nothing is no
      // answer, is what was suggested.
      const meant = (value = ""): string =>
        value.trim() === "" && wrong("") !== undefined ? usual : value.trim();
      const given = await clack.text({
        ...streams,
        message,
        ...(usual === "" ? {} : { initialValue: usual }),
        validate: (value) => wrong(meant(value)),
      });
      return meant(answer(given, streams));
    },
    /** Typed, and shown to nobody. Empty where it was left out. */
    secret: async (message: string): Promise<string> =>
      (answer(await clack.password({ ...streams, message }), streams) ?? "").trim(),
    one: async (message: string, choices: readonly Choice[], usual: string): Promise<string> =>
      answer(
        await clack.autocomplete({
          ...streams,
          message,
          options: choices.map((one) => ({ ...one })),
          initialValue: usual,
          maxItems: 10,
        }),
        streams,
      ),
    many: async (message: string, choices: readonly string[], usual: readonly string[]): Promise<string[]> =>
      answer(
        await clack.multiselect({
          ...streams,
          message,
          options: choices.map((value) => ({ value })),
          initialValues: usual,
          maxItems: 10,
          required: true,
        }),
        streams,
      ),
    yes: async (message: string, usual: boolean): Promise<boolean> =>
      answer(await clack.confirm({ ...streams, message, initialValue: usual }), streams),
  };
}

function answer<T>(given: T, streams: Streams): Exclude<T, symbol> {
  if (!clack.isCancel(given)) return given as Exclude<T, symbol>;
  clack.cancel("Nothing was written.", streams);
  throw new CliError(EXIT.interrupted, {
    what: "stopped; nothing was written",
    why: "you left the questions",
    next: "npm run -s adf -- setup",
  });
}
