/** Lines about reaching the forge, from this machine and from the Worker: who kept the asker out, or that nobody answers. */
import type { ForgeFacts } from "../../contract/checks.ts";
import { type Check, fix, ok, unknown } from "./check.ts";
import { type Place, type Surveyed, wasAsked } from "./facts.ts";

export function reachLine(id: "forge.machine" | "forge.worker", survey: Surveyed, place: Place): Check {
  const whence = id === "forge.machine" ? "this machine" : "where the Worker runs";
  if (!wasAsked(survey)) return unknown(id, `the forge was not asked from ${whence}: ${survey.unasked}`);
  const took = Math.round(survey.took_ms);
  if (survey.unreachable === null) {
    const what = survey.version === null ? "answers" : `answers as ${survey.version}`;
    const through = survey.via === "access" ? " through Cloudflare Access" : "";
    return ok(id, `${survey.url} ${what}, ${took} ms from ${whence}${through}`);
  }
  if (survey.unreachable_reason === "access_refused") return accessLine(id, survey, whence);
  if (survey.unreachable_reason === "malformed") {
    const page = `${survey.url} answers ${whence} with something else than the forge's API: ${survey.unreachable}`;
    return fix(
      id,
      page,
      `correct url in [gitea], or let the Worker past that page; see it with: ${asked(survey)}`,
    );
  }
  const fact = `${survey.url} does not answer from ${whence}: ${survey.unreachable}`;
  if (place.kind === "embedded") return fix(id, fact, "stop the factory with Ctrl-C, then: npm start");
  if (id === "forge.machine") return fix(id, fact, asked(survey));
  if (survey.via === "access") {
    return fix(
      id,
      `no forge answers ${whence} behind Cloudflare Access: ${survey.unreachable}`,
      `on the forge's machine: cloudflared tunnel list && curl -sS http://localhost:3000/api/v1/version; from here: ${asked(survey)}`,
    );
  }
  return fix(
    id,
    fact,
    `open ${new URL(survey.url).host} to the Worker, or send it through a tunnel: [gitea] via = "access"; from outside your network: ${asked(survey)}`,
  );
}

/** Access stands before the forge and kept the asker out: without a token, or with one that no policy lets in. */
function accessLine(id: "forge.machine" | "forge.worker", survey: ForgeFacts, whence: string): Check {
  const shown = survey.via === "access";
  if (id === "forge.machine" && !shown) {
    const fact = `${survey.url} stands behind Cloudflare Access, and this machine has shown it no service token`;
    return unknown(id, fact, "CF_ACCESS_CLIENT_ID=… CF_ACCESS_CLIENT_SECRET=… npm run -s adf -- doctor");
  }
  if (!shown) {
    return fix(
      id,
      `${survey.url} stands behind Cloudflare Access, and the Worker shows it no service token`,
      `write via = "access" under [gitea], then: ${PUT_TOKEN} && npm run deploy`,
    );
  }
  return fix(
    id,
    `Cloudflare Access does not let in the service token that it is shown from ${whence}: ${survey.unreachable}`,
    `see that the token has not expired and that a policy with the action "Service Auth" names it, at https://one.dash.cloudflare.com; then: ${id === "forge.worker" ? PUT_TOKEN : "export CF_ACCESS_CLIENT_ID=… CF_ACCESS_CLIENT_SECRET=…"}`,
  );
}

const PUT_TOKEN =
  "npx wrangler secret put CF_ACCESS_CLIENT_ID && npx wrangler secret put CF_ACCESS_CLIENT_SECRET";

const asked = ({ url, via }: ForgeFacts): string =>
  via === "access"
    ? `curl -sSi -H "CF-Access-Client-Id: $CF_ACCESS_CLIENT_ID" -H "CF-Access-Client-Secret: $CF_ACCESS_CLIENT_SECRET" ${url}/api/v1/version`
    : `curl -sS ${url}/api/v1/version`;
