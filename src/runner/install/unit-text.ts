/**
 * Values as a systemd unit wants them. systemd has three ways of reading a value, and expands `%x` in all of them
 * and `$VAR` in one; a `${VAR}` somebody meant for a shell would be used as it stands, or vanish. So: what no path
 * needs is refused with a sentence, `%` is doubled, and nothing is left to be expanded. Pure.
 */
import { err, ok, type Result } from "../../core/result.ts";

const REFUSED: readonly (readonly [RegExp, string])[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get in.
  [/[\u0000-\u001f\u007f]/, "contains a line break or another control character"],
  [/\$/, "contains $. systemd does not expand variables there: write the value itself"],
  [/["'\\]/, "contains a quote or a backslash"],
  [/:/, "contains a colon, which separates the parts of a systemd setting"],
  [/^[-+!@|]/, "begins with a character that systemd takes for an instruction"],
  [/^\s|\s$/, "begins or ends with white space"],
  [/^$/, "is empty"],
];

/** `what` names the value in the sentence: "the path of Node". */
export function usable(what: string, value: string): Result<string, string> {
  const found = REFUSED.find(([pattern]) => pattern.test(value));
  if (found === undefined) return ok(value);
  return err(`${what} cannot stand in a systemd unit: ${JSON.stringify(value)} ${found[1]}.`);
}

const percent = (value: string) => value.replaceAll("%", "%%");

/** The whole right-hand side: WorkingDirectory=, EnvironmentFile=, the path of LoadCredential=. */
export const whole = percent;

/** One word of a list or a command line; what `usable` let through needs quotes for white space and `;` alone. */
export const word = (value: string): string =>
  /^[\w/.,=@%+:-]+$/.test(value) ? percent(value) : `"${percent(value)}"`;
