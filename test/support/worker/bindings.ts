/** Variables and secrets of the Worker under test, in place of whatever a developer's own .dev.vars says. */
export const testBindings = {
  ADF_BUILD: "test",
  WEBHOOK_SECRET: "the-webhook-secret-of-the-tests",
  WEBHOOK_SECRET_PREVIOUS: "the-webhook-secret-before-rotation",
  MARKER_SECRET: "the-marker-secret-of-the-tests",
  ADMIN_TOKEN: "the-admin-token-of-the-tests",
  FORGE_TOKENS: JSON.stringify({
    coordinator: "token-c",
    developer: "token-d",
    reviewer: "token-r",
    qa: "token-q",
  }),
  ADF_CONFIG: `
[gitea]
url = "http://forge.test"
trusted = ["owner"]
[limits]
lease_secs = 30
backoff_secs = 0.01
backoff_max_secs = 0.02
[[projects]]
name = "sample"
repo = "owner/sample"
active = "always"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
[[agents]]
name = "qa"
role = "qa"
`,
};
