/**
 * How opencode goes on with a conversation of another checkout. It keeps all of them in one database, and each remembers the
 * folder it was begun in: asked to go on with one of another folder, opencode works in that folder and never ends. So the
 * database of the last attempt is laid beside the new one, and a plugin takes over of it the rows of that one conversation,
 * into the folder of this job, before the first question. Nothing else that the last attempt wrote there is read.
 *
 * It does nothing but that: when it fails, `--continue` finds nothing to go on with and begins anew.
 */
import type { Conversation } from "../adapter.ts";

export const FOLDER = ".local/share/opencode";
const DATABASE = "opencode.db";
const BEFORE = "before.db";
/** opencode runs on Bun, which brings this along. */
const DRIVER = "bun:sqlite";

export const conversation: Conversation = {
  folder: FOLDER,
  // What was written last may stand in the journal alone.
  holds: (name) => name === DATABASE || name === `${DATABASE}-wal`,
  place: (file) => file.replace(DATABASE, BEFORE),
};

/** `folder`: where its database is. */
export function resumePlugin(path: string, folder: string, session: string): { path: string; text: string } {
  const given = { driver: DRIVER, database: `${folder}/${DATABASE}`, before: `${folder}/${BEFORE}`, session };
  return { path, text: SOURCE.replace("GIVEN", () => JSON.stringify(given)) };
}

/** Versions of opencode have columns of their own: those that both know are taken. */
const SOURCE = `const given = GIVEN;
const TABLES = [["session", "id"], ["message", "session_id"], ["part", "session_id"]];
export const AdfResume = async ({ directory, project }) => {
  const { Database } = await import(given.driver);
  const db = new Database(given.database);
  try {
    db.run("PRAGMA busy_timeout = 5000");
    db.run("ATTACH ? AS before", [given.before]);
    const columns = (schema, table) =>
      db.query("SELECT name FROM pragma_table_info(?, ?)").all(table, schema).map(({ name }) => '"' + name + '"');
    db.transaction(() => {
      for (const [table, key] of TABLES) {
        const had = columns("before", table);
        const both = columns("main", table).filter((name) => had.includes(name)).join(", ");
        db.query(\`INSERT INTO main.\${table} (\${both}) SELECT \${both} FROM before.\${table} WHERE \${key} = ?\`).run(given.session);
      }
      db.query("UPDATE main.session SET directory = ?, project_id = ?").run(directory, project.id);
    })();
  } finally {
    db.close();
  }
  return {};
};
`;
