/** Write access for each account, and nothing above it. */
import { failed, type Line, line, type Site } from "./site.ts";

const ENOUGH: readonly string[] = ["write", "admin", "owner"];

export async function collaborator(site: Site, login: string): Promise<Line> {
  const { client, wish, ledger } = site;
  const thing = `collaborator ${login}`;
  const inside = await client.isCollaborator(wish.repo, login);
  if (!inside.ok) {
    // An account that is still to be made is no collaborator yet.
    if (!site.apply && inside.error.reason === "validation") return line("would make", thing, "write");
    return failed(thing, inside.error);
  }
  if (inside.value) {
    const has = await client.permission(wish.repo, login);
    if (!has.ok) return failed(thing, has.error);
    if (ENOUGH.includes(has.value)) return line("was there", thing, has.value === "write" ? "" : has.value);
    return line(
      "differs",
      thing,
      `it may only ${has.value}: ${site.url}/${wish.repo}/settings/collaboration`,
    );
  }
  const may = await client.permission(wish.repo, login);
  if (may.ok && may.value === "owner") return line("was there", thing, "owner");
  if (!site.apply) return line("would make", thing, "write");
  ledger.made({ kind: "collaborator", key: login, id: null });
  const added = await client.addCollaborator(wish.repo, login, "write");
  if (!added.ok) {
    if (added.error.status !== null) ledger.gone({ kind: "collaborator", key: login });
    return failed(thing, added.error);
  }
  const read = await client.permission(wish.repo, login);
  if (!read.ok) return failed(thing, read.error);
  return read.value === "write"
    ? line("made", thing, "write")
    : line("differs", thing, `the forge says ${read.value}`);
}
