/**
 * The schema of the Project object, as an append-only list. Never edit an applied entry: add one. Records are
 * JSON in `data`; the columns beside it are generated from it, so a lock can never disagree with its record.
 * A build that finds a newer schema than it knows refuses to run.
 */
import { STORE_VERSION } from "../../contract/version.ts";

export interface Migration {
  readonly id: number;
  readonly description: string;
  readonly sql: string;
}

export const PROJECT_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    description: "ledger, mirror, work items, jobs with their two locks, outbox, journal",
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE events (key TEXT PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, outcome TEXT NOT NULL, delivery TEXT) WITHOUT ROWID;
      CREATE INDEX events_at ON events (at);
      CREATE TABLE mentions (key TEXT PRIMARY KEY, at INTEGER NOT NULL, outcome TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE people (login TEXT NOT NULL, role TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (login, role)) WITHOUT ROWID;
      CREATE TABLE issues (
        number INTEGER PRIMARY KEY, data TEXT NOT NULL,
        state TEXT GENERATED ALWAYS AS (json_extract(data, '$.state')) STORED
      );
      CREATE INDEX issues_state ON issues (state);
      CREATE TABLE pulls (number INTEGER PRIMARY KEY, data TEXT NOT NULL);
      CREATE TABLE items (
        id TEXT PRIMARY KEY, data TEXT NOT NULL,
        issue INTEGER GENERATED ALWAYS AS (json_extract(data, '$.issue')) STORED,
        phase TEXT GENERATED ALWAYS AS (json_extract(data, '$.phase')) STORED,
        created_at INTEGER GENERATED ALWAYS AS (json_extract(data, '$.created_at')) STORED
      );
      CREATE INDEX items_phase ON items (phase);
      CREATE INDEX items_issue ON items (issue);
      CREATE TABLE jobs (
        id TEXT PRIMARY KEY, data TEXT NOT NULL,
        item TEXT GENERATED ALWAYS AS (json_extract(data, '$.item')) STORED,
        agent TEXT GENERATED ALWAYS AS (json_extract(data, '$.agent')) STORED,
        state TEXT GENERATED ALWAYS AS (json_extract(data, '$.state')) STORED,
        slot INTEGER GENERATED ALWAYS AS (json_extract(data, '$.slot')) STORED,
        request_key TEXT GENERATED ALWAYS AS (json_extract(data, '$.request_key')) STORED,
        queued_at INTEGER GENERATED ALWAYS AS (json_extract(data, '$.queued_at')) STORED
      );
      CREATE UNIQUE INDEX one_live_job_per_item ON jobs (item) WHERE state IN ('queued', 'leased', 'running');
      CREATE UNIQUE INDEX one_job_per_slot ON jobs (agent, slot) WHERE state IN ('leased', 'running');
      CREATE UNIQUE INDEX one_job_per_request ON jobs (request_key) WHERE request_key IS NOT NULL;
      CREATE INDEX jobs_state ON jobs (state);
      CREATE INDEX jobs_item ON jobs (item);
      CREATE TABLE effects (
        id TEXT PRIMARY KEY, data TEXT NOT NULL,
        item TEXT GENERATED ALWAYS AS (json_extract(data, '$.item')) STORED,
        seq INTEGER GENERATED ALWAYS AS (json_extract(data, '$.seq')) STORED,
        state TEXT GENERATED ALWAYS AS (json_extract(data, '$.state')) STORED,
        not_before INTEGER GENERATED ALWAYS AS (json_extract(data, '$.not_before')) STORED
      );
      CREATE INDEX effects_open ON effects (seq) WHERE state IN ('pending', 'applying');
      CREATE INDEX effects_item ON effects (item);
      CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event TEXT NOT NULL, data TEXT NOT NULL);
    `,
  },
  {
    id: 2,
    description: "effects that wait for a person are open too",
    sql: `
      DROP INDEX effects_open;
      CREATE INDEX effects_open ON effects (seq) WHERE state IN ('proposed', 'pending', 'applying');
    `,
  },
  {
    id: 3,
    description: "what was used, by name and window",
    sql: "CREATE TABLE tallies (key TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;",
  },
  {
    id: 4,
    description: "the journal as a chain, by issue, and what of it the log store does not have once",
    sql: `
      ALTER TABLE journal ADD COLUMN prev TEXT NOT NULL DEFAULT '';
      ALTER TABLE journal ADD COLUMN hash TEXT NOT NULL DEFAULT '';
      ALTER TABLE journal ADD COLUMN issue INTEGER;
      CREATE INDEX journal_issue ON journal (issue, seq);
      CREATE TABLE repairs (
        seq INTEGER PRIMARY KEY, data TEXT NOT NULL,
        state TEXT GENERATED ALWAYS AS (json_extract(data, '$.state')) STORED,
        not_before INTEGER GENERATED ALWAYS AS (json_extract(data, '$.not_before')) STORED
      );
      CREATE INDEX repairs_due ON repairs (state, not_before);
    `,
  },
  {
    id: 5,
    description: "what the factory has still to be told of jobs",
    sql: "CREATE TABLE messages (id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;",
  },
  {
    id: 6,
    description: "one live job for each gate of a work item, and one for all else of it",
    sql: `
      DROP INDEX one_live_job_per_item;
      CREATE UNIQUE INDEX one_live_job_per_gate ON jobs (item, coalesce(json_extract(data, '$.gate'), ''))
        WHERE state IN ('queued', 'leased', 'running');
    `,
  },
  {
    id: 7,
    description: "what notifiers have to tell people",
    sql: `
      CREATE TABLE notices (
        id TEXT PRIMARY KEY, data TEXT NOT NULL,
        state TEXT GENERATED ALWAYS AS (json_extract(data, '$.state')) STORED,
        not_before INTEGER GENERATED ALWAYS AS (json_extract(data, '$.not_before')) STORED
      );
      CREATE INDEX notices_due ON notices (not_before) WHERE state IN ('pending', 'sending');
    `,
  },
];

if (PROJECT_MIGRATIONS.at(-1)?.id !== STORE_VERSION)
  throw new Error("STORE_VERSION in src/contract/version.ts is not the id of the last migration");

/** Brings the object's tables up to date in one transaction; throws on a schema from a newer build. */
export function migrate(storage: DurableObjectStorage, migrations: readonly Migration[]): void {
  const { sql } = storage;
  sql.exec("CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, description TEXT NOT NULL)");
  const applied = sql.exec<{ last: number | null }>("SELECT max(id) AS last FROM migrations").one().last ?? 0;
  const newest = migrations.at(-1)?.id ?? 0;
  if (applied > newest) {
    throw new Error(
      `This object's tables are at version ${applied}, and this build knows ${newest}. Deploy the newer build again, or restore the older data.`,
    );
  }
  for (const m of migrations) {
    if (m.id <= applied) continue;
    storage.transactionSync(() => {
      sql.exec("INSERT INTO migrations (id, description) VALUES (?, ?)", m.id, m.description);
      sql.exec(m.sql);
    });
  }
}
