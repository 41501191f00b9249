/** Software of the whole machine or of the user, by the tools that keep it beside a project's own. */
import { skipOptions } from "../run/wrapper.ts";
import type { Check } from "./rule.ts";

const GLOBAL = "package.global";
/** The words of a call, without its options. */
const said = (argv: readonly string[]): string => argv.filter((arg) => !arg.startsWith("-")).join(" ");

export const MACHINE_WIDE: readonly Check[] = [
  {
    // With root's rights an install in the user's own place is one for everybody.
    programs: "sudo doas",
    find: ({ argv }) => {
      const [program = "", ...rest] = skipOptions(argv, "-u -g -p -C -h -r -t -T -U -R -D --user --group");
      const name = program.split("/").at(-1) ?? "";
      const line = said(rest);
      return (/^(?:pip3?(?:\.\d+)?|pipx|gem|npm|pnpm|yarn|bun|cpan|cpanm|luarocks|cargo|corepack|make|ninja|uv)$/.test(
        name,
      ) &&
        /^(?:pip )?(?:install|uninstall|i|add|remove|rm|update|upgrade|enable|disable|link|tool install)\b/.test(
          line,
        )) ||
        (/^python[\d.]*$/.test(name) &&
          /(?:^|-m )pip (?:un)?install\b|^setup\.py install\b/.test(rest.join(" "))) ||
        (name === "cmake" && rest.includes("--install"))
        ? GLOBAL
        : null;
    },
  },
  { programs: "nix-collect-garbage", find: ({ argv }) => !argv.includes("--dry-run") && GLOBAL },
  {
    programs: "conda mamba micromamba",
    find: ({ argv }) =>
      (/^env remove/.test(said(argv)) ||
        (/^(?:remove|uninstall)/.test(said(argv)) && argv.includes("--all")) ||
        (/^(?:install|update|upgrade|remove|uninstall)/.test(said(argv)) &&
          argv.some((arg, i) => arg === "base" && /^(?:-n|--name)$/.test(argv[i - 1] ?? "")))) &&
      GLOBAL,
  },
  {
    programs: "nvm fnm volta pyenv rbenv nodenv asdf mise rustup sdk g n",
    find: ({ argv }) =>
      /^(?:(?:self |toolchain |target |component )?(?:uninstall|remove)\b|prune\b|implode\b)/.test(
        said(argv),
      ) && GLOBAL,
  },
  {
    programs: "composer",
    find: ({ argv }) => /^global (?:require|remove|update|install)/.test(said(argv)) && GLOBAL,
  },
];
