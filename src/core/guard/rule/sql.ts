/** SQL statements as far as their words say what is lost. Strings and comments are taken out first. */

export function destroys(text: string): boolean {
  const bare = text
    .replace(/--[^\n]*/g, " ")
    .replace(/\/\*!?\d*|\*\//g, " ")
    .replace(/'(?:[^'\\]|\\.|'')*'/g, "''")
    .replace(/\s+/g, " ");
  return bare.split(";").some((statement) => destructive(statement.trim()));
}

function destructive(statement: string): boolean {
  // Words before the statement: EXPLAIN runs nothing, but EXPLAIN ANALYZE does; WITH … DELETE deletes.
  if (/^explain\b(?!.*\banaly[sz]e\b)/i.test(statement)) return false;
  if (
    /\bdrop\s+(?:database|schema|table|tablespace|user|role|owned|column|keyspace|collection|view|materialized|sequence|function|extension|type|index\s+\*)\b/i.test(
      statement,
    )
  )
    return true;
  if (/\balter\s+table\b.*\bdrop\b/i.test(statement)) return true;
  if (/^truncate\b|\btruncate\s+table\b/i.test(statement)) return true;
  if (/\bdelete\s+from\b/i.test(statement))
    return !/\bwhere\b/i.test(statement) || /\bwhere\s+(?:1\s*=\s*1|true|1|''\s*=\s*'')\s*$/i.test(statement);
  if (/^(?:with\b.*\b)?update\s+\S+\s+set\b/i.test(statement))
    return !/\bwhere\b/i.test(statement) || /\bwhere\s+(?:1\s*=\s*1|true|1)\s*$/i.test(statement);
  return /^(?:grant\s+all|reset\s+master|purge\s+binary|flush\s+privileges|shutdown\b)|\bpg_terminate_backend\b|\blo_unlink\b|\bcopy\b.*\bprogram\b|\binto\s+(?:out|dump)file\b|\bxp_cmdshell\b|\bpg_(?:read|write)_file\b/i.test(
    statement,
  );
}
