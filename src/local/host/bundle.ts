/** Bundles the Worker as `wrangler deploy` does: one module, Markdown as text. */
import { type BuildOptions, build } from "esbuild";

const AS_DEPLOYED: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  external: ["cloudflare:*"],
  loader: { ".md": "text" },
  logLevel: "error",
};

export async function bundleWorker(entry: string, outfile: string): Promise<void> {
  await build({ ...AS_DEPLOYED, entryPoints: [entry], outfile });
}

/** The same text for the same sources, wherever the checkout stands: comments with its paths are minified away. */
export async function workerText(entry: string, root: string): Promise<string> {
  const made = await build({
    ...AS_DEPLOYED,
    entryPoints: [entry],
    absWorkingDir: root,
    minify: true,
    legalComments: "none",
    write: false,
  });
  return made.outputFiles?.[0]?.text ?? "";
}
