/** SQL statements as far as their words say what is lost. Strings and comments are taken out first. */

/** Dialects differ in what hides a statement. */
interface Dialect {
  /** Backslashes escape in every string; otherwise only in `E'…'`. */
  readonly escapes: boolean;
  /** Two dashes begin a comment only before a blank, and a hash does. */
  readonly dashesNeedBlank: boolean;
  /** `$tag$ … $tag$` is a string, which may hold code. */
  readonly dollars: boolean;
}

const STANDARD: Dialect = { escapes: false, dashesNeedBlank: false, dollars: true };
const MYSQL: Dialect = { escapes: true, dashesNeedBlank: true, dollars: false };
const BOTH = [STANDARD, MYSQL];
/** Of bodies inside bodies so many are opened. */
const BODIES = 8;

/** In the dialect of the client, or in any where that is not known. */
export function destroys(text: string, client = ""): boolean {
  const spoken = /^(?:mysql|mariadb|mycli)/.test(client)
    ? [MYSQL]
    : /^(?:psql|pgcli|sqlite3|duckdb)$/.test(client)
      ? [STANDARD]
      : BOTH;
  return spoken.some((dialect) =>
    statements(text, dialect).some((one) => destructive(one.replace(/\s+/g, " ").trim())),
  );
}

/** The statements without what their strings and comments say; each body between dollars is statements too. */
function statements(text: string, dialect: Dialect, depth = 0): string[] {
  const pieces: string[] = [];
  const bodies: string[] = [];
  const mark = /['"`#]|--|\/\*!?\d*|\*\/|\$\w*\$/g;
  let at = 0;
  const skipTo = (end: number, put: string) => {
    pieces.push(put);
    at = end;
    mark.lastIndex = end;
  };
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [what] = found;
    const from = found.index;
    pieces.push(text.slice(at, from));
    at = from;
    const next = text[from + 2] ?? " ";
    if (/['"`]/.test(what)) {
      const escapes =
        what !== "`" && (dialect.escapes || /(?<!\w)e$/i.test(text.slice(Math.max(0, from - 2), from)));
      skipTo(endOf(text, from + 1, what, escapes), what + what);
    } else if (
      what === "#" ? dialect.dashesNeedBlank : what === "--" && (!dialect.dashesNeedBlank || /\s/.test(next))
    )
      skipTo(indexOr(text, "\n", from), " ");
    else if (what === "/*") skipTo(indexOr(text, "*/", from + 2, 2), " ");
    else if (what.startsWith("$") && dialect.dollars) {
      const end = indexOr(text, what, mark.lastIndex);
      bodies.push(text.slice(mark.lastIndex, end));
      skipTo(Math.min(text.length, end + what.length), "''");
    } else if (/^[/*]/.test(what)) skipTo(mark.lastIndex, " ");
  }
  pieces.push(text.slice(at));
  const own = pieces.join("").split(";");
  return depth > BODIES
    ? [...own, ...bodies]
    : [...own, ...bodies.flatMap((body) => statements(body, dialect, depth + 1))];
}

function indexOr(text: string, what: string, from: number, past = 0): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + past;
}

function endOf(text: string, from: number, quote: string, escapes: boolean): number {
  for (let i = from; i < text.length; i += 1) {
    if (escapes && text[i] === "\\") i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

function destructive(statement: string): boolean {
  const has = (pattern: RegExp) => pattern.test(statement);
  /** The one, and anywhere behind it the other. By steps: a pattern would look for the second behind each of the first. */
  const has2 = (first: RegExp, second: RegExp) => {
    const found = first.exec(statement);
    return found !== null && second.test(statement.slice(found.index));
  };
  // Words before the statement: EXPLAIN runs nothing, but EXPLAIN ANALYZE does; WITH … DELETE deletes.
  if (has(/^explain\b/i) && !has(/\banaly[sz]e\b/i)) return false;
  if (
    has(
      /\bdrop (?:database|schema|table|tablespace|user|role|owned|column|keyspace|collection|view|materialized|sequence|function|extension|type|index \*)\b/i,
    )
  )
    return true;
  if (has2(/\balter table\b/i, /\bdrop\b/i) || has(/^truncate\b|\btruncate table\b/i)) return true;
  if (has(/\bdelete from\b/i)) return !has(/\bwhere\b/i) || has(/\bwhere (?:1 ?= ?1|true|1|'' ?= ?'')$/i);
  if (has(/^update \S+ set\b/i) || (has(/^with\b/i) && has(/\bupdate \S+ set\b/i)))
    return !has(/\bwhere\b/i) || has(/\bwhere (?:1 ?= ?1|true|1)$/i);
  return (
    has2(/\bcopy\b/i, /\bprogram\b/i) ||
    has(
      /^(?:grant all|reset master|purge binary|flush privileges|shutdown\b)|\bpg_terminate_backend\b|\blo_unlink\b|\binto (?:out|dump)file\b|\bxp_cmdshell\b|\bpg_(?:read|write)_file\b/i,
    )
  );
}
