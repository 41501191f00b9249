/** The forge, and what comes from it: `[gitea]`, `[webhook]`, `[mentions]`, `[review_gate]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { section, whole, word } from "./section.ts";

export const Gitea = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: "not an address" })
      .max(300)
      .describe("Address of the forge, as in https://git.example."),
    via: z
      .enum(["direct", "access"])
      .default("direct")
      .describe(
        "How the Worker reaches the forge: direct over the internet, or access through a Cloudflare Access tunnel.",
      ),
    trusted: z
      .array(word(60))
      .min(1)
      .max(500)
      .describe(
        "Logins whose issues and mentions are acted on. Their numeric ids are pinned when they are first seen.",
      ),
  })
  .describe("The Gitea or Forgejo that the factory works on. Tokens are secrets and never stand here.");

export const Webhook = section("Deliveries from the forge. The shared secret is WEBHOOK_SECRET.", {
  max_body_bytes: whole(1_024, 100_000_000, 1_048_576, "A larger delivery is refused unread."),
});

export const Mentions = section("Mentions such as @adf:developer in issues and comments.", {
  max_hops: whole(0, 10, 3, "A mention may cause another, which may cause another: this many times."),
  poll_ticks: whole(1, 60, 2, "The poll that repairs lost deliveries runs every this many ticks."),
  max_agents: whole(1, 20, 5, "How many agents one comment may ask."),
});

export const ReviewGate = section("What lets a pull request be merged.", {
  agent: Name.default("reviewer").describe("The agent whose verdict it takes. Its role is reviewer."),
  context: word(100)
    .default("adf/review")
    .describe("The name of the commit status that shows the verdict on the forge."),
});
