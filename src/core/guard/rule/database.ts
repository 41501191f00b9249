/** Databases: dropping, emptying, and changing every row. */

import { zoneOf } from "../path/zone.ts";
import { runText } from "../run/builtin.ts";
import type { Call, Machine } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import type { RuleFile } from "./rule.ts";
import { destroys } from "./sql.ts";
import { statements } from "./sql-input.ts";

function sql(call: Call, m: Machine): string | null {
  const texts = statements(call, m);
  for (const text of texts) {
    for (const found of text.matchAll(/(?:^|\s)(?:\\!|\.(?:shell|system)|system\s)\s*([^\n]+)/g))
      runText(found[1] ?? "", call.frame, m);
  }
  if (call.name === "sqlite3" || call.name === "duckdb") {
    for (const text of texts)
      for (const found of text.matchAll(
        /(?:^|\n)[ \t]*\.(?:output|once|backup|save|clone|log)\s+(?:\w+\s+)?(\S+)/g,
      ))
        m.open((found[1] ?? "").replace(/^["']|["']$/g, ""), "write", call.frame);
    for (const text of texts)
      for (const [, file = ""] of text.matchAll(/\bvacuum\s+(?:\w+\s+)?into\s+["']([^"']+)["']/gi))
        m.open(file, "write", call.frame);
    const file = readArguments(call.argv, "-cmd -init -separator -nullvalue").rest[0] ?? ":memory:";
    if (
      file === ":memory:" ||
      file === "" ||
      call.frame.scope.cwd.every((cwd) => zoneOf(file, cwd, call.place) === "temp")
    )
      return null;
  }
  return texts.some((text) => destroys(text, call.name)) ? "database.destroy" : null;
}

function redis(call: Call, m: Machine): string | null {
  const read = readArguments(call.argv, "-h -p -a -n -u -s -r -i -d --user --pass --eval -t", true);
  const words = read.rest;
  const scripts = valuesOf(read, "--eval").map((file) => m.read(file, call.frame) ?? "");
  const lines = [...scripts, words.join(" "), ...(call.frame.stdin ?? "").split("\n")];
  return lines.some(
    (line) =>
      /^\s*(?:flushall|flushdb|shutdown|debug\s+(?:segfault|sleep)|config\s+(?:set|rewrite|resetstat)|script\s+flush|replicaof|slaveof|cluster\s+(?:reset|flushslots|forget)|acl\s+(?:setuser|deluser)|module\s+load|swapdb|failover|migrate|functions?\s+flush)\b/i.test(
        line,
      ) ||
      /\bredis\.call\(\s*['"]flush/i.test(line) ||
      (/^\s*(?:del|unlink)\b/i.test(line) && /[\ufdd0\ufdd8]/.test(line)),
  )
    ? "database.destroy"
    : null;
}

const MONGO =
  /\.\s*(?:drop(?:Database|Collection|Index(?:es)?|AllUsers|User|AllRoles)?|deleteMany\s*\(\s*\{\s*\}|remove\s*\(\s*\{?\s*\}?|shutdownServer|updateMany\s*\(\s*\{\s*\})\s*[(,)]|\bdropDatabase\b|["']?(?:dropDatabase|drop|shutdown)["']?\s*:\s*1/;

/** `migrate:rollback --all`, `downgrade base`, `database drop`: the second word says that everything goes. */
const ALL_BACK =
  /(?:^| )(?:migrate:rollback .*--all|migrate:down .*--all|(?:db )?downgrade (?:base|0)|migrate (?:--\S+ )*\w+ zero|database (?:drop|reset))(?: |$)/;

export const DATABASE: RuleFile = {
  class: "database",
  rules: {
    "database.destroy": {
      reason: "it drops, empties or changes all of a database or table",
      alternative:
        "Name the rows in a WHERE clause inside a transaction, or use a database of your own: sqlite3 :memory: or one below /tmp.",
    },
    "database.reset": {
      decision: "ask",
      reason: "it drops the database the project is configured for and makes it new",
      alternative:
        "Add a migration instead, or set DATABASE_URL to a scratch database below /tmp for this one command and say so.",
    },
  },
  checks: [
    {
      programs:
        "psql mysql mariadb sqlite3 sqlite duckdb cockroach usql pgcli mycli litecli sqlcmd clickhouse clickhouse-client cqlsh isql sqlplus trino presto snowsql bq sqlx",
      find: sql,
    },
    {
      // Clients of hosted databases: `wrangler d1 execute x --command …`, `turso db shell x …`, `prisma db execute --file …`.
      programs: "wrangler turso libsql supabase prisma neonctl pscale xata planetscale",
      find: (call, m) => statements(call, m).some((text) => destroys(text)) && "database.destroy",
    },
    { programs: "redis-cli valkey-cli keydb-cli dragonfly-cli", find: redis },
    {
      programs: "mongo mongosh",
      find: (call, m) => {
        const read = readArguments(
          call.argv,
          "--eval --host --port -u -p --username --password --authenticationDatabase",
        );
        const texts = [
          ...valuesOf(read, "--eval"),
          ...read.rest.map((file) => (/\.js$/.test(file) ? (m.read(file, call.frame) ?? "") : "")),
          call.frame.stdin ?? "",
        ];
        for (const [, file = ""] of texts.join("\n").matchAll(/\bload\s?\(\s?["']([^"']+)["']/g))
          texts.push(m.read(file, call.frame) ?? "");
        return texts.some((text) => MONGO.test(text.replace(/\s+/g, " "))) ? "database.destroy" : null;
      },
    },
    {
      programs: "dropdb dropuser",
      find: ({ argv }) => !argv.some((arg) => /^(?:--help|--version)$/.test(arg)) && "database.destroy",
    },
    {
      programs: "mysqladmin mariadb-admin",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:drop|shutdown|flush-\w+|kill|password)$/.test(arg)) && "database.destroy",
    },
    {
      programs: "pg_restore mongorestore",
      find: ({ argv }) =>
        argv.some((arg) => /^-(?=[a-zA-Z]*$)[a-zA-Z]*c|^--(?:clean|drop)$/.test(arg)) && "database.destroy",
    },
    {
      programs: "pg_ctl pg_dropcluster pg_resetwal initdb",
      find: ({ argv, name }) =>
        (name !== "pg_ctl" || argv.includes("stop")) && name !== "initdb" && "database.destroy",
    },
    {
      programs: "etcdctl",
      find: ({ argv }) =>
        argv.includes("del") && argv.some((arg) => /^--(?:prefix|from-key)/.test(arg)) && "database.destroy",
    },
    {
      programs: "kafka-topics kafka-topics.sh kafka-delete-records.sh kafka-consumer-groups.sh",
      find: ({ argv, name }) =>
        (argv.some((arg) => /^--delete/.test(arg)) || name.includes("delete")) && "database.destroy",
    },
    {
      programs: "nats",
      find: ({ argv }) => {
        const [area = "", verb = ""] = readArguments(
          argv,
          "-s --server --user --password --creds --nkey --context --timeout --tlscert --tlskey --tlsca",
        ).rest;
        return (
          /^(?:stream|str|s|consumer|con|c|kv|object|obj)$/.test(area) &&
          /^(?:rm|del|delete|purge|rmm)$/.test(verb) &&
          "database.destroy"
        );
      },
    },
    {
      programs: "rabbitmqctl rabbitmqadmin",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:reset|force_reset|delete\w*|purge\w*|stop|stop_app|shutdown)$/.test(arg)) &&
        "database.destroy",
    },
    {
      programs: "knex alembic sqlx dotnet flask django-admin",
      find: ({ argv }) => ALL_BACK.test(argv.join(" ")) && "database.reset",
    },
    {
      // A search engine is a database that is asked by HTTP: also on this machine an index is somebody's.
      programs: "curl http https xh",
      find: ({ argv }) =>
        argv.some((arg) => /:9200(?:\/|$)|\/_all(?:[/?]|$)|\/_delete_by_query\b/.test(arg)) &&
        (argv.some((arg) => /\/_delete_by_query\b/.test(arg)) ||
          argv.some(
            (arg, i) =>
              /^(?:-XDELETE|--request=DELETE|DELETE)$/i.test(arg) &&
              (arg !== "DELETE" || i === 0 || /^(?:-X|--request)$/.test(argv[i - 1] ?? "")),
          )) &&
        "database.destroy",
    },
    { programs: "celery", find: ({ argv }) => argv.includes("purge") && "database.destroy" },
    {
      programs: "influx influxd cypher-shell curator",
      find: (call) =>
        [...call.argv, call.frame.stdin ?? ""].some(
          (text) => destroys(text) || /\bdetach\s+delete\b|^delete$|delete_indices/i.test(text),
        ) && "database.destroy",
    },
    {
      programs: "prisma",
      find: ({ argv }) =>
        ((argv[0] === "migrate" && argv[1] === "reset") ||
          (argv[0] === "db" && argv.some((arg) => /^--(?:force-reset|accept-data-loss)$/.test(arg)))) &&
        "database.reset",
    },
    {
      programs: "rails rake",
      find: ({ argv }) =>
        argv.some((arg) =>
          /^db:(?:drop|reset|purge|truncate_all|migrate:reset|schema:load|structure:load|setup|seed:replant)(?::|$)/.test(
            arg,
          ),
        ) && "database.reset",
    },
    {
      programs: "artisan",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:migrate:(?:fresh|reset|refresh)|db:wipe)$/.test(arg)) && "database.reset",
    },
    {
      programs: "php",
      find: ({ argv }) =>
        /artisan$/.test(argv[0] ?? "") &&
        argv.some((arg) => /^(?:migrate:(?:fresh|reset|refresh)|db:wipe)$/.test(arg)) &&
        "database.reset",
    },
    {
      programs: "python django-admin manage.py",
      find: ({ argv, name }) =>
        (name !== "python" || /manage\.py$/.test(argv[0] ?? "")) &&
        (argv.some((arg) => /^(?:flush|reset_db)$/.test(arg)) || ALL_BACK.test(argv.join(" "))) &&
        "database.reset",
    },
    {
      programs:
        "sequelize sequelize-cli knex typeorm drizzle-kit mikro-orm flyway liquibase alembic diesel ecto mix doctrine console wp supabase hasura atlas dbmate goose migrate",
      find: ({ argv }) =>
        argv.some(
          (arg, i) =>
            /^(?:db:drop|db:migrate:undo:all|schema:drop|clean|drop-all|drop|dropAll|ecto\.(?:drop|reset)|doctrine:(?:database|schema):drop|undo:all|reset)$/.test(
              arg,
            ) &&
            (arg !== "reset" ||
              ["db", "database", "migrate", "database:reset"].includes(argv[i - 1] ?? "")) &&
            (arg !== "clean" || i === 0 || !argv[0]?.startsWith("deps")),
        ) && "database.reset",
    },
  ],
};
