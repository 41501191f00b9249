/**
 * Text by people and agents, as HTML: escaped first, then fences, lists, inline code, bold, italics, issue numbers and
 * mentions marked. HTML comments, which carry the factory's notes to itself, are left out.
 */
import { raw } from "hono/html";

type Html = ReturnType<typeof raw>;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

/** `base` is the path of the repository, such as `/owner/sample`. */
export function prose(text: string, base: string): Html {
  const visible = text.replace(/<!--[\s\S]*?(?:-->|$)/g, "").trim();
  if (visible === "") return raw('<p class="meta">No text.</p>');
  // Odd parts are what stands between fences; the word after the opening fence names a language and is dropped.
  const parts = visible.split(/^```/m);
  return raw(parts.map((part, i) => (i % 2 === 1 ? fence(part) : paragraphs(part, base))).join(""));
}

const fence = (part: string): string => `<pre>${escapeHtml(part.replace(/^[^\n]*\n?/, ""))}</pre>`;

const paragraphs = (part: string, base: string): string =>
  part
    .split(/\n{2,}/)
    .map((one) => one.replace(/^\n+|\s+$/g, ""))
    .filter((one) => one !== "")
    .map((one) => block(one, base))
    .join("");

/** A paragraph, and the list that may follow it without a line between. */
function block(text: string, base: string): string {
  const at = text.search(/^- /m);
  const [lead, items] = at < 0 ? [text, ""] : [text.slice(0, at).trimEnd(), text.slice(at)];
  const rows = items.split(/^- /m).filter((item) => item.trim() !== "");
  return [
    lead === "" ? "" : `<p>${inline(lead, base)}</p>`,
    rows.length === 0
      ? ""
      : `<ul>${rows.map((item) => `<li>${inline(item.trimEnd(), base)}</li>`).join("")}</ul>`,
  ].join("");
}

function inline(text: string, base: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((piece, i) => (i % 2 === 1 ? `<code>${escapeHtml(piece.slice(1, -1))}</code>` : marked(piece, base)))
    .join("");
}

const marked = (text: string, base: string): string =>
  escapeHtml(text)
    .replace(/\*\*([^*\n]+)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[\s(])_([^_\n]+)_(?=$|[\s.,;:!?)])/g, "$1<em>$2</em>")
    .replace(/(^|[\s(])#(\d{1,9})\b/g, `$1<a href="${escapeHtml(base)}/issues/$2">#$2</a>`)
    .replace(/(^|[\s(])(@adf:[a-z0-9/-]+)/g, '$1<span class="mention">$2</span>');
