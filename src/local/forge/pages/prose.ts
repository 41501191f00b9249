/**
 * Text by people and agents, as HTML, as a forge shows Markdown: what is HTML in it stays text, pictures are not fetched, and
 * issue numbers and mentions are marked. HTML comments, which carry the factory's notes to itself, are left out.
 */
import { raw } from "hono/html";
import MarkdownIt from "markdown-it";

type Html = ReturnType<typeof raw>;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

/** In a comment a forge keeps the line breaks of whoever wrote it. */
const markdown = new MarkdownIt({ html: false, breaks: true }).disable("image");
markdown.renderer.rules.text = (tokens, at, _options, env) =>
  marked(tokens[at]?.content ?? "", String(env?.base ?? ""));
// The renderer's own rules let an apostrophe through; what a page shows is escaped in one way wherever it stands.
markdown.renderer.rules.code_inline = (tokens, at) => `<code>${contentOf(tokens, at)}</code>`;
markdown.renderer.rules.code_block = (tokens, at) => `<pre>${contentOf(tokens, at)}</pre>\n`;
// The language of a fence colours nothing here.
markdown.renderer.rules.fence = markdown.renderer.rules.code_block;
markdown.renderer.renderAttrs = ({ attrs }) =>
  (attrs ?? []).map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`).join("");

/** `base` is the path of the repository, such as `/owner/sample`. */
export function prose(text: string, base: string): Html {
  const visible = text.replace(/<!--[\s\S]*?(?:-->|$)/g, "").trim();
  if (visible === "") return raw('<p class="meta">No text.</p>');
  return raw(markdown.render(visible, { base }));
}

const contentOf = (tokens: readonly { readonly content: string }[], at: number): string =>
  escapeHtml(tokens[at]?.content ?? "");

const marked = (text: string, base: string): string =>
  escapeHtml(text)
    .replace(/(^|[\s(])#(\d{1,9})\b/g, `$1<a href="${escapeHtml(base)}/issues/$2">#$2</a>`)
    .replace(/(^|[\s(])(@adf:[a-z0-9/-]+)/g, '$1<span class="mention">$2</span>');
