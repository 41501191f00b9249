/** A notice as its receivers read it: the signed JSON of a webhook, and a message of ntfy. */
import type { NoticeKind, NoticeLevel, NoticeMessage } from "../../contract/notice.ts";
import { cutAt } from "../comment/quiet.ts";
import { utf8 } from "../text/utf8.ts";
import type { Notice } from "./notice.ts";

export const messageOf = (n: Notice, factory: string, project: string): NoticeMessage => ({
  type: n.kind,
  timestamp: new Date(n.created_at).toISOString(),
  data: {
    id: n.id,
    level: n.level,
    factory,
    project,
    about: n.about,
    title: cutAt(n.title, 200),
    body: cutAt(n.body, 8_000),
    link: n.link,
  },
});

/** The body of a publish to ntfy as JSON, which goes to the server's own address and names the topic. */
export interface NtfyMessage {
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly click?: string;
}

/** Of ntfy's five: 3 makes no fuss, 5 keeps ringing. */
const PRIORITY: Readonly<Record<NoticeLevel, number>> = { info: 3, warning: 4, critical: 5 };
/** ntfy shows these names as pictures. */
const TAG: Readonly<Record<NoticeKind, string>> = {
  "alert.opened": "warning",
  "alert.grew": "rotating_light",
  "alert.recovered": "white_check_mark",
  "person.wanted": "raising_hand",
  "note.daily": "memo",
  test: "bell",
};
/** A longer one would arrive as an attached file; ntfy's limit is 4096 bytes. */
const NTFY_BYTES = 4_000;

export function ntfyOf({ type, data }: NoticeMessage, topic: string): NtfyMessage {
  const where = data.project === "" ? "" : `${data.project}: `;
  return {
    topic,
    title: `${where}${data.title}`,
    message: within(data.body === "" ? data.title : data.body, NTFY_BYTES),
    priority: PRIORITY[type === "alert.recovered" ? "info" : data.level],
    tags: [TAG[type]],
    ...(data.link === null ? {} : { click: data.link }),
  };
}

function within(text: string, bytes: number): string {
  for (let max = bytes; ; max = Math.floor(max * 0.9)) {
    const cut = cutAt(text, max);
    if (utf8(cut).length <= bytes) return cut;
  }
}

/** The server and the topic of a topic's address; null where it names none. */
export function topicOf(url: string): { readonly server: string; readonly topic: string } | null {
  const parts = /^(https?:\/\/[^/?#]+)\/([A-Za-z0-9_-]{1,64})\/?$/.exec(url);
  return parts === null ? null : { server: `${parts[1] ?? ""}/`, topic: parts[2] ?? "" };
}
