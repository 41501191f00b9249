/**
 * What a deploy bundles with the Worker. Here it is nothing: `npm run build` writes the module that wrangler takes in place of this
 * one (`[alias]` of wrangler.toml). Local hosts and tests compile this one, and say their configuration in ADF_CONFIG.
 */
import type { Deployment } from "../contract/deployment.ts";

export const DEPLOYMENT: Deployment | null = null as Deployment | null;
