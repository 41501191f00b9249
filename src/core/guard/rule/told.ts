/** Secrets that a program tells when it is asked: decrypted files, tokens of cloud and hosting tools. */
import { opened } from "./opened.ts";
import type { Check } from "./rule.ts";

const READ = "secret.read";
/** Words in order at the beginning, options left out. */
const asks =
  (...lines: readonly string[]): Check["find"] =>
  ({ argv }) => {
    const words = argv.filter((arg) => !arg.startsWith("-"));
    return lines.some((line) => line.split(" ").every((word, i) => words[i] === word)) && READ;
  };
const has =
  (pattern: RegExp): Check["find"] =>
  ({ argv }) =>
    argv.some((arg) => pattern.test(arg)) && READ;

/** `readfile('/…')`, `load_file('/…')`, `\\copy t from '/…'`: the file that a statement reads. */
const IN_SQL =
  /(?:\b(?:readfile|load_file|pg_read_(?:binary_)?file|read_text|read_csv)\s*\(|\bcopy\b[^;']{0,500}\bfrom\b)\s*'([^']+)'/gi;

export const TOLD: readonly Check[] = [
  {
    programs: "sqlite3 psql mysql mariadb duckdb",
    find: (call, m) =>
      [...call.argv, call.frame.stdin ?? ""].some((text) =>
        [...text.matchAll(IN_SQL)].some(([, path = ""]) => opened(path, "read", call.frame, m) !== null),
      ) && READ,
  },
  { programs: "getent", find: asks("shadow", "gshadow") },
  { programs: "unshadow", find: () => READ },
  { programs: "sops", find: has(/^(?:-d|--decrypt|decrypt|exec-env|exec-file|--extract)$/) },
  { programs: "ansible-vault", find: asks("view", "decrypt", "edit") },
  { programs: "age rage", find: has(/^(?:-d|--decrypt)$/) },
  {
    programs: "aws",
    find: asks(
      "sts get-session-token",
      "sts assume-role",
      "ecr get-login-password",
      "ecr get-authorization-token",
    ),
  },
  {
    programs: "aws",
    find: ({ argv }) =>
      argv[0] === "configure" && argv[1] === "get" && /secret|token/.test(argv[2] ?? "") && READ,
  },
  { programs: "aws-vault", find: asks("export") },
  { programs: "heroku", find: asks("config", "auth:token", "config:get") },
  { programs: "fly flyctl", find: asks("auth token", "tokens create") },
  { programs: "doppler", find: asks("secrets", "secrets download", "secrets get") },
  { programs: "infisical", find: asks("export", "secrets") },
  { programs: "chamber", find: asks("export", "read", "env") },
  { programs: "credstash", find: asks("get", "getall") },
  { programs: "terraform tofu", find: asks("state pull") },
  { programs: "pulumi", find: has(/^--show-secrets$/) },
  { programs: "systemctl", find: asks("show-environment") },
  {
    programs: "git",
    find: ({ argv }) =>
      argv[0] === "config" &&
      argv.some((arg) => /^(?:http\..*extraheader|http\.\*|credential\b.*)$/i.test(arg)) &&
      argv.some((arg) => /^--?get/.test(arg)) &&
      READ,
  },
];
