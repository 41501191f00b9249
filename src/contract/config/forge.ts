/** The forge, and what comes from it: `[gitea]`, `[webhook]`, `[mentions]`, `[review_gate]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { address, flag, secs, section, whole, word } from "./section.ts";

/** `direct` over the internet; `access` through Cloudflare Access, showing its service token. */
export const Via = z.enum(["direct", "access"]);
export type Via = z.infer<typeof Via>;

/** Logins as the forge writes them. */
export const Trusted = z.array(word(60)).min(1).max(500);

export const Gitea = z.strictObject({
  url: address,
  via: Via.default("direct"),
  trusted: Trusted,
});

export const Webhook = section({ max_body_bytes: whole(1_024, 100_000_000, 1_048_576) });

export const Mentions = section({
  max_hops: whole(0, 10, 3),
  max_dispatches: whole(0, 100, 10),
  pair_cooldown_secs: secs(60),
  poll_ticks: whole(1, 60, 2),
  max_agents: whole(1, 20, 5),
});

/** One gate by its name, or a list of them. */
export const Gates = z.union([Name, z.array(Name).min(1).max(10)], {
  error: "neither the name of a gate nor a list of names",
});

export const ReviewGate = section({
  agent: Name.default("reviewer"),
  context: word(100).default("adf/review"),
  commands: z.array(word(500)).max(20).default([]),
  person_labels: z.array(word(100)).max(30).default(["adf/person"]),
  after_merge: flag(true),
  merge_when_checks_succeed: flag(true),
  ci_contexts: z.array(word(255)).max(50).default([]),
  ci_wait_secs: secs(3_600),
  ci_poll_secs: secs(20),
});
