/** The commands that bring a configuration file to Cloudflare, as every page and program here says them. */

/** Deploys the Worker with this file as its configuration; the build checks the code first. */
export const deployCommand = (file: string): string => `npm run deploy -- --var "ADF_CONFIG:$(cat ${file})"`;
