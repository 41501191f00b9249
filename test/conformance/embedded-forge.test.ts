import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startForge } from "../../src/local/forge/server.ts";
import { forgeConformance } from "./forge.conformance.ts";
import { ROLES, SCOPES, type Subject } from "./subject.ts";

async function embeddedSubject(): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), "adf-forge-"));
  const forge = await startForge({ dir });
  const account = (login: string) => {
    forge.admin.createAccount({ login });
    return { login, token: forge.admin.createToken(login, SCOPES) };
  };
  const [owner, dev, reviewer, outsider] = ROLES.map(account);
  if (!owner || !dev || !reviewer || !outsider) throw new Error("A role has no account.");
  forge.admin.createAccount({ login: "root-admin", is_admin: true });
  const admin_token = forge.admin.createToken("root-admin", ["all"]);
  let count = 0;

  return {
    url: forge.url,
    kind: "gitea",
    admin_token,
    people: { owner, dev, reviewer, outsider },
    async makeRepo() {
      const path = `${owner.login}/r-${++count}`;
      await forge.admin.createRepo({ owner: owner.login, name: `r-${count}` });
      for (const { login } of [dev, reviewer]) forge.admin.addCollaborator(path, login, "write");
      return path;
    },
    async close() {
      await forge.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

forgeConformance("the embedded forge", embeddedSubject);
