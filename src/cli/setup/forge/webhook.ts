/** The webhook to the Worker, once that has an address. */
import { HOOK_EVENTS } from "../../../core/setup/forge-wish.ts";
import { failed, type Line, line, type Site } from "./site.ts";

export async function webhook(site: Site): Promise<Line> {
  const { client, wish, ledger } = site;
  const url = wish.hook_url;
  if (url === null)
    return line(
      "later",
      "webhook",
      "the Worker has no address yet: npm run -s adf -- deploy makes it; then setup again with --worker https://…",
    );
  const thing = `webhook to ${url}`;
  const there = await client.hooks(wish.repo);
  if (!there.ok) return failed(thing, there.error);
  const known = there.value.find((one) => one.url === url);
  if (known !== undefined) {
    if (site.apply && ledger.ours("webhook", url)) ledger.made({ kind: "webhook", key: url, id: known.id });
    const missing = HOOK_EVENTS.filter((event) => !known.events.includes(event));
    const gaps = [
      ...(known.active ? [] : ["it is not active"]),
      ...(missing.length > 0 ? [`it does not tell of ${missing.join(", ")}`] : []),
    ];
    return gaps.length === 0
      ? line("was there", thing)
      : line("differs", thing, `${gaps.join("; ")}: ${site.url}/${wish.repo}/settings/hooks/${known.id}`);
  }
  if (!site.apply) return line("would make", thing, HOOK_EVENTS.join(", "));
  ledger.made({ kind: "webhook", key: url, id: null });
  const made = await client.createHook(wish.repo, { url, secret: site.webhook_secret, events: HOOK_EVENTS });
  if (!made.ok) {
    if (made.error.status !== null) ledger.gone({ kind: "webhook", key: url });
    return failed(thing, made.error);
  }
  ledger.made({ kind: "webhook", key: url, id: made.value.id });
  const read = await client.hooks(wish.repo);
  if (!read.ok) return failed(thing, read.error);
  const back = read.value.find((one) => one.id === made.value.id);
  return back?.active === true && back.url === url
    ? line("made", thing, HOOK_EVENTS.join(", "))
    : line("differs", thing, "the forge does not list it as it was made");
}
