/**
 * Takes secrets out of text before it leaves the machine: literal, base64 in each of its three alignments (a
 * secret in the middle of a longer text), URL-encoded, JSON-escaped and hexadecimal.
 */
const MASK = "***";

export interface Redactor {
  text(value: string): string;
  /** Every string anywhere in plain data. */
  data<T>(value: T): T;
  /** For chunks: a secret cut in two by the pipe is found as well. */
  stream(): ByteRedactor;
}

export interface ByteRedactor {
  write(chunk: Buffer): Buffer;
  end(): Buffer;
}

/** A value shorter than this would mask half of every text; nobody's credential is so short. */
const MIN_SECRET = 6;

export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= MIN_SECRET).flatMap(formsOf))]
    .filter((form) => form.length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);
  const pattern = forms.length === 0 ? null : new RegExp(forms.map(literally).join("|"), "g");
  const byteForms = forms.map((form) => Buffer.from(form).toString("latin1"));
  const text = (value: string) => (pattern === null ? value : value.replace(pattern, MASK));
  const data = <T>(value: T): T => mapStrings(value, text) as T;
  return { text, data, stream: () => byteRedactor(byteForms) };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that share bits with a neighbour differ from text to text; those between do not.
    const from = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = encoded.slice(from, whole);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const hex = bytes.toString("hex");
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64,
  ];
}

function byteRedactor(forms: readonly string[]): ByteRedactor {
  const pattern = forms.length === 0 ? null : new RegExp(forms.map(literally).join("|"), "g");
  let held = "";
  return {
    write(chunk) {
      if (pattern === null) return chunk;
      const clean = (held + chunk.toString("latin1")).replace(pattern, MASK);
      const keep = openEnd(clean, forms);
      held = clean.slice(clean.length - keep);
      return Buffer.from(clean.slice(0, clean.length - keep), "latin1");
    },
    end() {
      const rest = Buffer.from(held, "latin1");
      held = "";
      return rest;
    },
  };
}

/** Length of the longest end of `text` that could be the beginning of a secret. */
function openEnd(text: string, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    for (let size = Math.min(form.length - 1, text.length); size > longest; size -= 1) {
      if (text.endsWith(form.slice(0, size))) longest = size;
    }
  }
  return longest;
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
