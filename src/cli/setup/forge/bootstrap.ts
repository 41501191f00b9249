/** Everything that the forge should hold, each thing looked at first, made where it is missing, and read back. */
import { account } from "./account.ts";
import { collaborator } from "./collaborator.ts";
import { labels } from "./label.ts";
import { protection } from "./protection.ts";
import { failed, type Line, type Site } from "./site.ts";
import { webhook } from "./webhook.ts";

export async function bootstrap(site: Site, people: readonly string[]): Promise<readonly Line[]> {
  const repository = await site.client.repository(site.wish.repo);
  if (!repository.ok) return [failed(`repository ${site.wish.repo}`, repository.error)];
  const lines: Line[] = [];
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
