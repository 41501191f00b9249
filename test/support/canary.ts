/** Every way in which one secret could leave through a text, and the check that none of them did. */
import { expect } from "vitest";

const hex = (text: string) => [...text].map((c) => c.charCodeAt(0).toString(16)).join("");

/** Text that says the secret in each way, as a careless agent or a forge's error would. */
export const song = (secret: string): string =>
  [
    secret,
    encodeURIComponent(secret),
    ...["", "a", "ab"].map((before) => btoa(`${before}${secret}yz`)),
    hex(secret),
    `ghp_${"c4".repeat(18)}`,
  ].join(" and ");

/** What of each of these ways is the secret itself. */
const heard = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  ...[0, 1, 2].map((shift) =>
    btoa("\0".repeat(shift) + secret).slice(
      Math.ceil((shift * 8) / 6),
      Math.floor(((shift + secret.length) * 8) / 6),
    ),
  ),
  hex(secret),
  `ghp_${"c4".repeat(18)}`,
];

export function expectSilence(secret: string, outlets: Readonly<Record<string, string>>): void {
  for (const [outlet, text] of Object.entries(outlets)) {
    expect(text, `${outlet} says nothing at all, so it proves nothing`).not.toBe("");
    for (const form of heard(secret))
      expect(text.includes(form), `${outlet} gives the canary away as ${form}`).toBe(false);
  }
}
