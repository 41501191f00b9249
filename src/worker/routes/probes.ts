/** For the owner: which ways to a model answer, and asking them now. Mounted behind the admin token. */
import { Hono } from "hono/tiny";
import { ProbeAsk } from "../../contract/probe.ts";
import { nearest } from "../../core/config/nearest.ts";
import { waysOf } from "../../core/routing/ways.ts";
import type { AppEnv } from "../app.ts";
import { type Door, factoryStub } from "../environment.ts";
import { refuse } from "../refusal.ts";
import { parseBody } from "../request.ts";

export const probes = new Hono<AppEnv>()
  .get("/", async (c) => c.json(await factoryStub(c.env).probeBoard()))
  .post("/", async (c) => {
    const body = await parseBody(c, ProbeAsk);
    if (!body.ok) return body.error;
    const { providers } = body.value;
    const wrong = providers.map((name) => complaint(c.var.door, name)).find((one) => one !== null);
    if (wrong !== undefined && wrong !== null) return refuse(c, "unknown_provider", wrong);
    return c.json(await factoryStub(c.env).askProbes(providers), 202);
  });

/** Why nobody can be asked there; null where somebody can. */
function complaint({ config, scenarios }: Door, provider: string): string | null {
  const known = [...new Set(waysOf(config, scenarios).map((way) => way.provider))];
  if (known.includes(provider)) return null;
  const off = config.providers.some((one) => one.id === provider && !one.enabled);
  if (off) return `${provider} is switched off: enabled = false in [[providers]].`;
  const near = nearest(provider, known);
  return `There is no way to "${provider}"${near === null ? "" : `; did you mean ${near}?`} Known: ${known.join(", ")}.`;
}
