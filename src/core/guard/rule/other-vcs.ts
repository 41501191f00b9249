/** Mercurial, Subversion, Jujutsu and Fossil: the same losses as git's, under other names. */
import { readArguments } from "../run/options.ts";
import { isElsewhere } from "./git-remote.ts";
import type { Check } from "./rule.ts";

/** Of a line with its operands first, then each option by itself, then each with its value. */
type Told = readonly (readonly [line: RegExp, rule: string])[];

const HG: Told = [
  [/^(?:strip|debugstrip|rollback|histedit|prune|obsolete|split)\b/, "git.rewrite-history"],
  [/^(?:update|up|checkout|co|merge|goto)\b.* (?:-C|--clean)(?: |$)/, "git.discard"],
  [/^revert\b(?=.* (?:-a|--all|-C|--no-backup)(?: |$))/, "git.discard"],
  [/^purge\b(?!.* (?:-p|--print)(?: |$))|^clean\b/, "git.clean"],
  [/^push\b.* (?:-f|--force)(?: |$)/, "git.force-push"],
  [/^shelve\b.* (?:-d|--delete|--cleanup)(?: |$)/, "git.stash-drop"],
];
const SVN: Told = [
  [/^revert\b.* (?:-R|--recursive|--depth[ =]infinity|--remove-added)(?: |$)/, "git.discard"],
  [/^cleanup\b.* --remove-(?:unversioned|ignored)(?: |$)/, "git.clean"],
  [
    /^(?:delete|del|remove|rm|mkdir|move|mv|copy|cp|import|lock|propdel|propset)\b.*(?:https?|svn(?:\+ssh)?):\/\//,
    "git.force-push",
  ],
  [/^(?:propset|propdel|pdel|pset)\b.* --revprop(?: |$)/, "git.rewrite-history"],
];
const JJ: Told = [
  [/^(?:abandon|op(?:eration)? (?:abandon|restore)|undo)\b/, "git.rewrite-history"],
  [/^restore\b/, "git.discard"],
  [/^(?:bookmark|branch|tag) (?:delete|forget|d|f)\b/, "git.delete-branch"],
  [/^git push\b.* (?:--deleted|--all|--allow-new)(?: |$)/, "git.force-push"],
  [/^git remote (?:remove|rename|set-url)\b/, "git.remote"],
];
const FOSSIL: Told = [
  [/^(?:revert|undo)\b(?!.* \S+\.\w+)/, "git.discard"],
  [/^clean\b(?!.* (?:-n|--dry-run)(?: |$))/, "git.clean"],
  [/^(?:purge|scrub|shun)\b/, "git.rewrite-history"],
];

const by =
  (told: Told, valued: string): Check["find"] =>
  ({ argv }) => {
    if (argv.some((arg) => /^(?:--help|-h|-\?|--dry-run)$/.test(arg))) return null;
    const { rest, flags, values } = readArguments(argv, valued);
    const given = [...values].flatMap(([flag, list]) => list.map((value) => `${flag}=${value}`));
    const line = [...rest, ...flags, ...given].join(" ");
    if (/^(?:push|bundle|email)$/.test(rest[0] ?? "") && rest.slice(1).some(isElsewhere)) return "git.remote";
    return told.find(([pattern]) => pattern.test(line))?.[1];
  };

export const OTHER_VCS: readonly Check[] = [
  {
    programs: "hg chg",
    find: by(HG, "-R --cwd --config --repository -r --rev -b --branch -B --bookmark -m --message -n --name"),
  },
  { programs: "svn", find: by(SVN, "--username --password --config-dir -r -m --depth") },
  {
    programs: "svnadmin",
    find: ({ argv }) =>
      /^(?:rmtxns|rmlocks|setlog|load|setrevprop)$/.test(argv[0] ?? "") && "git.rewrite-history",
  },
  { programs: "jj", find: by(JJ, "-R --repository --config --at-op") },
  { programs: "fossil", find: by(FOSSIL, "-R --chdir") },
];
