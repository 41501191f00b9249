/** `docs/setup-<project>.md`: what is to be done by hand where no admin token did it, and what comes next. */
import { shellWord } from "../text/shell-word.ts";
import type { Answers } from "./answers.ts";
import { deployCommand, startCommand } from "./deploy.ts";
import { type ForgeWish, HOOK_EVENTS, HOOK_PATH, LABELS, TOKEN_NAME, TOKEN_SCOPES } from "./forge-wish.ts";
import { ORCHESTRATOR } from "./orchestrator.ts";

export const TOKENS_FILE = ".adf/tokens.json";
export const SECRETS_FILE = ".adf/secrets.json";
export const SECRET_NAMES = ["WEBHOOK_SECRET", "MARKER_SECRET", "ADMIN_TOKEN"] as const;
export const stepsPath = (project: string): string => `docs/setup-${project}.md`;

const ACCESS = `
The forge is behind Cloudflare Access: \`${SECRETS_FILE}\` also needs \`CF_ACCESS_CLIENT_ID\` and \`CF_ACCESS_CLIENT_SECRET\` of a service
token, and the application at Access a policy with the action *Service Auth* that names it.
`;

const CLONE = `
The runner begins its own mirror from that clone, where it stands on the runner's machine, and only ever reads it.
`;

export interface StepsInput {
  /** The folder of the factory as it was typed; `.` is where the commands run. */
  readonly out: string;
  readonly answers: Answers;
  readonly wish: ForgeWish;
  /** The runner's reference clone. */
  readonly working_dir: string | null;
}

export function stepsText({ answers, wish, working_dir, out }: StepsInput): string {
  const here = out === ".";
  const file = here ? ORCHESTRATOR : shellWord(`${out.replace(/\/$/, "")}/${ORCHESTRATOR}`);
  const { forge, repo, project } = answers;
  const tokens = JSON.stringify(Object.fromEntries(wish.accounts.map(({ role }) => [role, "…"])));
  return `# ${project}: from here to the first closed issue

The factory works on [${repo}](${forge}/${repo}). Its configuration is \`orchestrator.toml\`; no secret ever stands there.

## 1. The forge

With a token of a site administrator (scopes \`write:admin\`, \`write:repository\`, \`write:issue\`) in a file that only you can
read, one command does all of this part, and shows what it would do when \`--apply\` is left out:

\`\`\`sh
npm run -s adf -- setup --project ${project} --repo ${repo} --forge ${forge}${here ? "" : ` --out ${shellWord(out)}`} --admin-token-file admin.token --apply
\`\`\`

By hand:

1. Accounts: ${wish.accounts.map(({ role, login }) => `\`${login}\` (${role})`).join(", ")}.
   ${forge}/-/admin/users/new
2. For each account a token called \`${TOKEN_NAME}\` with the scopes ${TOKEN_SCOPES.map((one) => `\`${one}\``).join(", ")}, signed in as the account:
   ${forge}/user/settings/applications
3. The tokens into \`${TOKENS_FILE}\`, which only you may read (\`chmod 600 ${TOKENS_FILE}\`):

   \`\`\`json
   ${tokens}
   \`\`\`
4. Each account as a collaborator with write access: ${forge}/${repo}/settings/collaboration
5. The labels ${LABELS.map(({ name }) => `\`${name}\``).join(", ")}: ${forge}/${repo}/labels
6. A protection of the branch \`${wish.branch}\`: pushes off for these accounts, the status \`${wish.context}\` required, one approval by
   \`${wish.reviewer}\` required, rejected reviews block, stale approvals dismissed: ${forge}/${repo}/settings/branches/edit
7. Once the Worker has an address, a webhook to \`https://<worker>${HOOK_PATH}\`, content type \`application/json\`, with the
   WEBHOOK_SECRET of \`${SECRETS_FILE}\`, for the events ${HOOK_EVENTS.join(", ")}: ${forge}/${repo}/settings/hooks/gitea/new

## 2. First on this machine, if you like

\`\`\`sh
${startCommand(file)}
\`\`\`

It runs what \`orchestrator.toml\` says, here and without Cloudflare: the Worker, a runner with your agent CLIs, all projects, each in its own
mode; the first lines say how the webhook is made. In a second terminal \`npm run -s adf -- doctor\` and
\`npm run -s adf -- smoke\` look at it.

## 3. The Worker's secrets

\`${SECRETS_FILE}\` and \`${TOKENS_FILE}\` hold them, for you alone; the deploy brings them to the Worker.
${answers.via === "access" ? ACCESS : ""}
## 4. Deploy, and the runner

\`\`\`sh
npm run -s adf -- check${here ? "" : ` ${file}`}
${deployCommand(file)}
npm run -s adf -- runner token
npm run -s adf -- runner install --user${working_dir === null ? "" : ` --reference ${project}=${working_dir}`}
\`\`\`
${working_dir === null ? "" : CLONE}
## 5. Trust

A project begins in the mode \`observe\`, unless \`--mode\` said otherwise: it decides everything and writes nothing, and
\`npm run -s adf -- promote ${project}\` shows the record before it goes further. Issues and mentions by the people of
\`trusted\` are acted on, and by nobody else until the issue bears the label \`adf/approved\`: the list of \`[[projects]]\` where it has one, else that of \`[gitea]\`.
`;
}
