/** What the factory says of itself, in an issue of its own. */
import { quiet } from "./quiet.ts";

export const alertBody = (body: string): string =>
  `${quiet(body, 8_000)}\n\nThis issue is written once for this, and I close it when it is over. I do not work on it.`;

export const alertOver = (why: string): string => `This is over: ${quiet(why, 2_000)} Closing.`;

export const alertGrew = (title: string, body: string): string =>
  `This goes on, and it is worse: **${quiet(title, 300)}**\n\n${quiet(body, 8_000)}`;
