/** A forge with an owner, a repository and an administrator's token in a file, embedded or real, for the tests of setup. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setupClient } from "../../../src/forge/setup-client.ts";
import { startForge } from "../../../src/local/forge/server.ts";
import { realSubject } from "../../conformance/subject.ts";

export interface TestForge {
  readonly url: string;
  readonly admin_token: string;
  readonly owner: { readonly login: string; readonly token: string };
  makeRepo(): Promise<string>;
  close(): Promise<void>;
}

export async function embedded(): Promise<TestForge> {
  const dir = mkdtempSync(join(tmpdir(), "adf-setup-forge-"));
  const forge = await startForge({ dir });
  forge.admin.createAccount({ login: "root-admin", is_admin: true });
  forge.admin.createAccount({ login: "ada" });
  let count = 0;
  return {
    url: forge.url,
    admin_token: forge.admin.createToken("root-admin", ["all"]),
    owner: { login: "ada", token: forge.admin.createToken("ada", ["all"]) },
    async makeRepo() {
      await forge.admin.createRepo({ owner: "ada", name: `r-${++count}` });
      return `ada/r-${count}`;
    },
    async close() {
      await forge.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function real(url: string, token: string): Promise<TestForge> {
  const subject = await realSubject(url, token);
  return {
    url,
    admin_token: token,
    owner: subject.people.owner,
    makeRepo: subject.makeRepo,
    close: subject.close,
  };
}

/** A folder of a factory, with the admin's token beside it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "adf-setup-"));
  readonly token_file = join(this.path, "admin.token");

  constructor(forge: Pick<TestForge, "admin_token"> | null) {
    if (forge !== null) writeFileSync(this.token_file, `${forge.admin_token}\n`, { mode: 0o600 });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const adminOf = (forge: TestForge) => setupClient({ url: forge.url, token: forge.admin_token });
export const runId = (): string => randomUUID().slice(0, 6);
