/** The embedded forge under the suite that also runs against a real Gitea. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startForge } from "../../../src/local/forge/server.ts";
import { forgeConformance } from "../../conformance/forge.conformance.ts";
import { SCOPES, type Subject, type SubjectRole } from "../../conformance/subject.ts";

forgeConformance("the embedded forge", async (): Promise<Subject> => {
  const dir = await mkdtemp(join(tmpdir(), "adf-forge-conformance-"));
  const forge = await startForge({ dir });
  const { admin } = forge;
  const account = (login: SubjectRole) => {
    admin.createAccount({ login });
    return { login, token: admin.createToken(login, SCOPES) };
  };
  const people = {
    owner: account("owner"),
    dev: account("dev"),
    reviewer: account("reviewer"),
    outsider: account("outsider"),
  };
  return {
    url: forge.url,
    people,
    async makeRepo() {
      const name = `r-${randomUUID().slice(0, 8)}`;
      await admin.createRepo({ owner: "owner", name });
      for (const role of ["dev", "reviewer"] as const) {
        admin.addCollaborator(`owner/${name}`, people[role].login, "write");
      }
      return `owner/${name}`;
    },
    async close() {
      await forge.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
});
