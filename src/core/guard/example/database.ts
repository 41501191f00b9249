/** Lines that each rule about database must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const DATABASE_EXAMPLES: Examples = {
  "database.destroy": {
    deny: ["psql -c 'DROP TABLE users'", "echo FLUSHALL | redis-cli", "mongosh --eval 'db.dropDatabase()'"],
    allow: [
      "psql -c 'DELETE FROM users WHERE id = 5'",
      "echo 'DROP TABLE users;' > migrations/2.sql",
      "redis-cli get key",
    ],
  },
  "database.reset": {
    deny: ["rails db:drop", "npx prisma migrate reset"],
    allow: ["rails db:migrate", "npx prisma generate"],
  },
};
