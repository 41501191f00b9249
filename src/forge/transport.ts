/**
 * How requests reach the forge: the one interface behind `[gitea] via`. `direct` sends them as they are; `access` shows
 * Cloudflare Access a service token with each. Whoever speaks to the forge, REST or git, sends through one of these.
 */
import type { Via } from "../contract/config.ts";
import type { Fetch } from "./request.ts";

export interface ServiceToken {
  readonly client_id: string;
  readonly client_secret: string;
}

export interface Transport {
  readonly via: Via;
  readonly send: Fetch;
}

// Called through a function of its own: workerd refuses a global fetch that is called as a method.
const plain: Fetch = (url, init) => fetch(url, init);

export const DIRECT: Transport = { via: "direct", send: plain };

/** The token goes to the forge's own origin and nowhere else, whatever address a request names. */
export function throughAccess(forge_url: string, token: ServiceToken, send: Fetch = plain): Transport {
  const { origin } = new URL(forge_url);
  return {
    via: "access",
    send: (url, init) => {
      if (new URL(url).origin !== origin) return send(url, init);
      const headers = new Headers(init.headers);
      headers.set("cf-access-client-id", token.client_id);
      headers.set("cf-access-client-secret", token.client_secret);
      return send(url, { ...init, headers });
    },
  };
}

/**
 * Whether Access answered in place of the forge, which then has not heard of the request: a redirect to its login page
 * where no token was let in, or its own page of refusal. Never a redirect or a refusal of the forge itself.
 */
export function refusedByAccess(response: Response, page: string | null): boolean {
  const { status, headers } = response;
  if (status >= 300 && status < 400)
    return /\/cdn-cgi\/access\/login(?:[/?]|$)/.test(headers.get("location") ?? "");
  if (status !== 401 && status !== 403) return false;
  if (headers.has("cf-access-domain") || headers.has("cf-access-aud")) return true;
  const html = /^text\/html\b/i.test(headers.get("content-type") ?? "");
  return html && /cloudflare(?:access\.com| access)/i.test(page ?? "");
}
