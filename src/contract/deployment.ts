/** Which build runs, under which configuration: what a deploy bundles, and what the Worker says of itself. */
import * as z from "zod";

/** Written into the Worker by `npm run build`. */
export const Deployment = z.strictObject({
  /** The Worker: its release and a digest of its sources and bindings. */
  build: z.string().min(1),
  /** The runner made from the same sources. */
  runner_build: z.string().min(1),
  /** The orchestrator's TOML, checked; null where there was none. */
  config: z.string().nullable(),
});
export type Deployment = z.infer<typeof Deployment>;

export const Identity = z.strictObject({
  build: z.string(),
  /** Cloudflare's name for the upload; null where the host has none. */
  version_id: z.string().nullable(),
  config_hash: z.string(),
  /** `variable`: ADF_CONFIG, which counts before what was bundled. */
  config_from: z.enum(["bundle", "variable"]),
  scenario_version: z.string(),
  /** The newest schema of a project's tables that this build knows. */
  store: z.int(),
});
export type Identity = z.infer<typeof Identity>;

/** The answer of `GET /healthz`, also of a Worker that is not configured. */
export const Health = z.looseObject({
  healthy: z.boolean(),
  contract: z.int(),
  build: z.string(),
  identity: Identity.optional(),
  missing: z.array(z.object({ what: z.string(), fix: z.string() })).optional(),
});
export type Health = z.infer<typeof Health>;
