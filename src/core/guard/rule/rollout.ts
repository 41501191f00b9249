/** Bringing something to where others see it: deployments, releases, and what else a forge CLI makes public. */
import type { Call } from "../run/machine.ts";
import { readArguments } from "../run/options.ts";
import type { Check } from "./rule.ts";

const DEPLOY = "infrastructure.deploy";
const harmless = (call: Call): boolean =>
  call.argv.some((arg) =>
    /^(?:--help|-h|help|--dry-run|--dry-run=\w+|--dryrun|--no-execute-changeset|--no-execute|--noop|-n)$/.test(
      arg,
    ),
  );
const words = (call: Call, valued: string): readonly string[] => readArguments(call.argv, valued).rest;
const OPTIONS =
  "-a --app -p --project -c --config -t --token --org -r --remote --scope --name -e --env -s --stage --region --profile --stack --template --only --alias --dir --site --message -m";

/** Whether a hosting CLI puts this state of the code where its users are. */
function deploys(call: Call): boolean {
  const [verb = "", sub = "", third = ""] = words(call, OPTIONS);
  switch (call.name) {
    case "vercel":
    case "now":
      // Without a verb it deploys, too.
      return (
        /^(?:deploy|promote|redeploy)$/.test(verb) || call.argv.some((a) => /^--prod(?:uction)?$/.test(a))
      );
    case "netlify":
      return verb === "deploy" && call.argv.some((a) => /^(?:--prod|-p|--prodIfUnlocked)$/.test(a));
    case "wrangler":
      return (
        /^(?:deploy|publish)$/.test(verb) ||
        (/^(?:pages|versions)$/.test(verb) && /^(?:deploy|publish)$/.test(sub)) ||
        (verb === "secret" && /^(?:put|bulk)$/.test(sub))
      );
    case "gcloud":
      return (
        (/^(?:app|functions|run)$/.test(verb) && /^(?:deploy|replace)$/.test(sub)) ||
        (verb === "run" && sub === "services" && /^(?:update|replace)/.test(third)) ||
        (verb === "builds" && sub === "submit")
      );
    case "heroku":
      return /^(?:config:set|run|run:detached|pg:push|ps:scale|releases:rollback|builds:create|container:release)$/.test(
        verb,
      );
    case "fly":
    case "flyctl":
      return verb === "deploy" || verb === "launch" || (verb === "secrets" && /^(?:set|import)$/.test(sub));
    case "railway":
      return /^(?:up|down|redeploy)$/.test(verb);
    case "sam":
    case "copilot-cli":
      return verb === "deploy" || (verb === "sync" && !call.argv.includes("--watch"));
    default:
      return /^(?:deploy|deploy-all)$/.test(verb);
  }
}

const FORGE_OPTIONS =
  "-R --repo -b --body -t --title -l --login -r --remote -n --notes -F --notes-file -d --desc -f --filename";

export const ROLLOUT: readonly Check[] = [
  {
    programs:
      "vercel now netlify wrangler gcloud heroku fly flyctl railway firebase firebase-tools serverless sls sam cdk cdktf sst amplify eb copilot-cli surge deployctl dokku convox",
    find: (call) => !harmless(call) && deploys(call) && DEPLOY,
  },
  { programs: "packer", find: (call) => !harmless(call) && call.argv[0] === "build" && DEPLOY },
  {
    programs: "aws",
    find: (call) => {
      const [area = "", verb = ""] = words(call, "--profile --region --output --query");
      return (
        ((area === "route53" && verb === "change-resource-record-sets") ||
          (area === "lambda" && /^invoke/.test(verb)) ||
          (area === "ssm" && /^(?:send-command|start-session|start-automation)/.test(verb)) ||
          (area === "ecs" && verb === "execute-command") ||
          (area === "organizations" && /^(?:leave|move|close|remove)-/.test(verb)) ||
          (area === "cloudformation" && verb === "deploy")) &&
        !call.argv.includes("--no-execute-changeset") &&
        (verb === "deploy" ? DEPLOY : "infrastructure.destroy")
      );
    },
  },
  {
    programs: "gh glab tea hub fj",
    find: (call) => {
      if (harmless(call)) return null;
      const [area = "", verb = ""] = words(call, FORGE_OPTIONS);
      if (/^(?:pr|pull|pulls|mr)$/.test(area) && /^(?:close|reject)$/.test(verb))
        return "infrastructure.forge";
      if (/^(?:release|releases)$/.test(area) && /^(?:create|c|upload|edit)$/.test(verb))
        return "infrastructure.forge";
      if (/^(?:gist|snippet)$/.test(area) && /^(?:create|new|c)$/.test(verb)) return "network.exfiltrate";
      if (area === "logout" || (area === "run" && verb === "cancel")) return "infrastructure.forge";
      return area === "login" || area === "logins"
        ? verb !== "list" && verb !== "ls"
          ? "infrastructure.forge"
          : null
        : null;
    },
  },
];
