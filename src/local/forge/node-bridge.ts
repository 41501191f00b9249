/** Between node:http and web-standard Request and Response, for the small bodies of the API and the pages. */
import type { IncomingMessage, ServerResponse } from "node:http";

const MAX_BODY = 8 * 1024 * 1024;

/** Null when the body is larger than anything the API takes. */
export async function toRequest(req: IncomingMessage, origin: string): Promise<Request | null> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  const method = req.method ?? "GET";
  const init: RequestInit = { method, headers };
  if (method !== "GET" && method !== "HEAD") {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY) return null;
      chunks.push(chunk);
    }
    init.body = Buffer.concat(chunks);
  }
  return new Request(new URL(req.url ?? "/", origin), init);
}

export async function sendResponse(response: Response, res: ServerResponse): Promise<void> {
  const bytes = response.body === null ? null : Buffer.from(await response.arrayBuffer());
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  if (bytes !== null) headers["content-length"] = String(bytes.length);
  else if (response.status === 200) headers["content-length"] = "0";
  res.writeHead(response.status, headers);
  res.end(bytes ?? undefined);
}
