/** The command that brings a configuration file to Cloudflare, as every page and program here says it. */

/** Checks the file, builds, uploads, and waits until the new build is seen at work. */
export const deployCommand = (file = "orchestrator.toml"): string =>
  `npm run -s adf -- deploy${file === "orchestrator.toml" ? "" : ` --config ${file}`}`;

/** Runs the same file on this machine: for whoever has no Cloudflare account, or wants to see it first. */
export const startCommand = (file = "orchestrator.toml"): string => `npm start -- --config ${file}`;
