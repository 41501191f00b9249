/** Bundles the Worker for local hosting, the way `wrangler deploy` does: one module, Markdown as text. */
import { build } from "esbuild";

export async function bundleWorker(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    loader: { ".md": "text" },
    logLevel: "error",
  });
}
