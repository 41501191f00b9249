/** Everything that the forge should hold, each thing looked at first, made where it is missing, and read back. */
import { account } from "./account.ts";
import { collaborator } from "./collaborator.ts";
import { labels } from "./label.ts";
import { protection } from "./protection.ts";
import { failed, type Line, line, type Site } from "./site.ts";
import { webhook } from "./webhook.ts";

export async function bootstrap(site: Site, trusted: readonly string[]): Promise<readonly Line[]> {
  const repository = await site.client.repository(site.wish.repo);
  if (!repository.ok) return [failed(`repository ${site.wish.repo}`, repository.error)];
  const { lines, people } = await peopleAmong(site, trusted);
  const broken = new Set<string>();
  for (const wish of site.wish.accounts) {
    const made = await account(site, wish);
    lines.push(...made);
    if (made[0]?.state === "failed") broken.add(wish.login);
  }
  for (const login of new Set(site.wish.accounts.map((one) => one.login))) {
    if (!broken.has(login)) lines.push(await collaborator(site, login));
  }
  lines.push(...(await labels(site)));
  if (!broken.has(site.wish.reviewer)) lines.push(await protection(site, people));
  lines.push(await webhook(site));
  return lines;
}

/** An organisation can be trusted only by its people: a factory that trusts nobody else hears nobody. */
async function peopleAmong(
  site: Site,
  trusted: readonly string[],
): Promise<{ lines: Line[]; people: string[] }> {
  const people: string[] = [];
  for (const login of trusted) {
    const organisation = await site.client.isOrganisation(login);
    if (!organisation.ok || !organisation.value) people.push(login);
  }
  if (people.length > 0) return { lines: [], people };
  const detail = "no issue or mention is acted on: name people with --trust ada,grace";
  return { lines: [line("differs", `trusted ${trusted.join(", ")}, an organisation`, detail)], people };
}
