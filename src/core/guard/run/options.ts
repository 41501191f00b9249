/** Arguments as a program reads them: combined letters taken apart, `--name=value` split, values kept from operands. */

export interface Options {
  /** Letters as `-r`, words as `--recursive`, in order. */
  readonly flags: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is neither an option nor its value. */
  readonly rest: readonly string[];
}

/** `valued` names the options that take the next argument: letters and words separated by blanks, as in `-o --output`. */
export function readArguments(argv: readonly string[], valued = "", stopAtOperand = false): Options {
  const takes = new Set(valued.split(" "));
  const flags: string[] = [];
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const put = (flag: string, value: string) => {
    const list = values.get(flag);
    if (list === undefined) values.set(flag, [value]);
    else list.push(value);
  };
  for (let i = 0; i < argv.length; i += 1) {
    const arg = argv[i] ?? "";
    if (arg === "--") {
      rest.push(...argv.slice(i + 1));
      break;
    }
    if (arg.startsWith("--")) {
      const equals = arg.indexOf("=");
      const flag = equals < 0 ? arg : arg.slice(0, equals);
      flags.push(flag);
      if (equals >= 0) put(flag, arg.slice(equals + 1));
      else if (takes.has(flag) && i + 1 < argv.length) put(flag, argv[++i] ?? "");
    } else if (arg.length > 1 && arg.startsWith("-")) {
      if (takes.has(arg) && arg.length > 2) {
        flags.push(arg);
        put(arg, argv[++i] ?? "");
        continue;
      }
      // Programs with words behind one dash (`find -name`, `java -jar`) are found under the whole word too.
      if (arg.length > 2) flags.push(arg);
      for (let c = 1; c < arg.length; c += 1) {
        const flag = `-${arg[c]}`;
        flags.push(flag);
        if (!takes.has(flag)) continue;
        const glued = arg.slice(c + 1);
        if (glued !== "") put(flag, glued);
        else if (i + 1 < argv.length) put(flag, argv[++i] ?? "");
        break;
      }
    } else {
      rest.push(arg);
      if (stopAtOperand) {
        rest.push(...argv.slice(i + 1));
        break;
      }
    }
  }
  return { flags, values, rest };
}

/** Whether one of the options is given; long ones also when they are cut short, as GNU programs and git allow. */
export function given(options: Options, ...names: readonly string[]): boolean {
  return options.flags.some((flag) =>
    names.some(
      (name) =>
        flag === name ||
        (flag.length > 3 && flag.startsWith("--") && name.startsWith("--") && name.startsWith(flag)),
    ),
  );
}

export const valuesOf = (options: Options, ...names: readonly string[]): readonly string[] =>
  [...options.values]
    .filter(([flag]) =>
      names.some((n) => n === flag || (flag.length > 3 && n.startsWith(flag) && flag.startsWith("--"))),
    )
    .flatMap(([, list]) => list);

/** Text split at blanks, with quotes, `\\_` and inside double quotes the escapes of C, as `env -S` and `NODE_OPTIONS` are. */
export function words(text: string): string[] {
  const found = text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  const escaped = (letter: string): string =>
    ({ _: " ", n: "\n", t: "\t", r: "\r", f: "\f", v: "\v" })[letter] ?? letter;
  return found.map((word) =>
    word.replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
      (_, d?: string, s?: string, e?: string) =>
        d?.replace(/\\(.)/gs, (__, letter: string) => escaped(letter)) ?? s ?? escaped(e ?? ""),
    ),
  );
}
