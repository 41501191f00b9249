/** Who is told outside the forge, and of what each morning: `[[notifiers]]`, `[daily_note]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { NoticeLevel } from "../notice.ts";
import { Cron } from "./schedule.ts";
import { address, flag, section } from "./section.ts";

export const Notifier = z.strictObject({
  name: Name,
  kind: z.enum(["webhook", "ntfy"]),
  /** Of ntfy: the address of the topic. */
  url: address,
  least: NoticeLevel.default("warning"),
  /** Only these projects; all when empty. */
  projects: z.array(Name).max(20).default([]),
  enabled: flag(true),
});
export type Notifier = z.infer<typeof Notifier>;

export const DailyNote = section({
  enabled: flag(true),
  schedule: Cron.default("0 7 * * *"),
  issue: flag(true),
});
