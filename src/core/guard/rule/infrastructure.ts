/** Infrastructure and forge CLIs: what destroys or changes things that run somewhere else. */
import type { Call, Machine } from "../run/machine.ts";
import { given, readArguments, valuesOf } from "../run/options.ts";
import { ROLLOUT } from "./rollout.ts";
import type { RuleFile } from "./rule.ts";
import { SPELLED_OUT } from "./spelled.ts";

const DESTROY = "infrastructure.destroy";
const words = (call: Call, valued = ""): readonly string[] => readArguments(call.argv, valued).rest;
const asks = (call: Call): boolean =>
  call.argv.some((arg) =>
    /^(?:--help|-h|help|--dry-run|--dryrun|--dry-run=\w+|--check-only|--whatif|--what-if|-WhatIf)$/.test(arg),
  );

function terraform(call: Call): string | null {
  const [verb = "", sub = ""] = words(call, "-chdir -var -var-file -target -state -out -lock-timeout");
  if (verb === "apply") return DESTROY;
  if (/^(?:destroy|taint|untaint|force-unlock|import)$/.test(verb)) return DESTROY;
  if (verb === "run-all") return /^(?:apply|destroy)$/.test(sub) ? DESTROY : null;
  if (verb === "state") return /^(?:rm|mv|push|replace-provider)$/.test(sub) ? DESTROY : null;
  return verb === "workspace" && sub === "delete" ? DESTROY : null;
}

function ansible(call: Call): string | null {
  if (call.argv.some((arg) => /^(?:-C|--check|--syntax-check|--list-\w+|--version|--help)$/.test(arg)))
    return null;
  if (call.name === "ansible-playbook") return words(call).length > 0 ? DESTROY : null;
  const read = readArguments(
    call.argv,
    "-m -a -i -u -e -l -f -t --module-name --args --inventory --user --extra-vars --limit --become-user",
  );
  const [module = "command"] = valuesOf(read, "-m", "--module-name");
  return /^(?:ping|setup|debug|stat|gather_facts|ansible\.builtin\.(?:ping|setup|debug|stat))$/.test(
    module,
  ) || read.rest.length === 0
    ? null
    : DESTROY;
}

const AWS_READS =
  /^(?:describe|get|list|head|lookup|batch-get|scan|query|ls|help|wait|presign|filter|search|select|view|estimate|validate|test|detect|check|preview|simulate|tail|show|configure|login|logout|sso|can|is)(?:-|$)/;
const AWS_HARM =
  /^(?:delete|terminate|remove|destroy|purge|deregister|disable|detach|revoke|stop|reboot|reset|release|cancel|disassociate|reject|abort|deactivate|decommission|empty|rb|rm|untag|schedule-key-deletion|restore|failover|promote|put-bucket-(?:policy|acl|lifecycle\S*|versioning|public\S*)|put-public\S*|attach-\w+-policy|put-\w+-policy|create-access-key|create-login-profile|update-login-profile|update-assume-role-policy|modify-db\S*|batch-delete\S*|batch-write\S*|suspend|force)(?:-|$)/;

function aws(call: Call): string | null {
  const read = readArguments(
    call.argv,
    "--profile --region --output --query --endpoint-url --cli-input-json --filters",
  );
  const [service = "", verb = ""] = read.rest;
  if (asks(call)) return null;
  if (service === "s3" && /^(?:sync|mv)$/.test(verb))
    return given(read, "--delete") || (verb === "mv" && (read.rest[2] ?? "").startsWith("s3:"))
      ? DESTROY
      : null;
  if (
    (service === "secretsmanager" && verb === "get-secret-value") ||
    (service === "ssm" && given(read, "--with-decryption")) ||
    (service === "kms" && verb === "decrypt") ||
    (service === "configure" && verb === "export-credentials")
  )
    return "secret.read";
  return !AWS_READS.test(verb) && AWS_HARM.test(verb) ? DESTROY : null;
}

const CLOUD_HARM =
  /^(?:delete|destroy|remove|purge|reset|terminate|stop|disable|deallocate|detach|revoke|undelete|rollback|rm|rb|deprovision|drop|abandon|abandon-instances|delete-instances|remove-iam-policy-binding|set-iam-policy|add-iam-policy-binding|failover|regenerate|clear|wipe|recreate|restart|evict|cancel)(?:-\w+)*$/;

function cloud(call: Call): string | null {
  if (asks(call)) return null;
  const list = words(
    call,
    "--project --zone --region --format --filter --account --resource-group -g -n --name --subscription -o --output --query --location -t --token --context",
  );
  const verb = list.findIndex((word) => CLOUD_HARM.test(word));
  if (
    /^(?:secrets|keyvault|secretmanager)$/.test(list[0] ?? "") &&
    list.some((w) => /^(?:access|show|download)$/.test(w)) &&
    list.some((w) => /^(?:versions|secret|secrets|key)$/.test(w))
  )
    return "secret.read";
  if (list[0] === "auth" && list.some((w) => /^print-(?:access|identity)-token$/.test(w)))
    return "secret.read";
  if (list[0] === "account" && list.includes("get-access-token")) return "secret.read";
  if (
    list[0] === "storage" &&
    /^(?:rm|mv|rsync)$/.test(list[1] ?? "") &&
    (list[1] !== "rsync" || call.argv.some((a) => /^--delete/.test(a)))
  )
    return DESTROY;
  return verb >= 0 && verb <= 5 ? DESTROY : null;
}

function forge(call: Call, m: Machine): string | null {
  const read = readArguments(
    call.argv,
    "-R --repo -b --body -t --title -X --method -f -F --field --raw-field -H --header -q --jq -B --base --hostname -l --login -r --remote --input",
  );
  const [area = "", verb = ""] = read.rest;
  if (asks(call)) return null;
  if (call.name === "hub" && area === "delete") return "infrastructure.forge";
  if (area === "api") {
    const method = valuesOf(read, "-X", "--method").at(-1)?.toUpperCase() ?? "";
    if (method === "DELETE") return "infrastructure.forge";
    const fields = valuesOf(read, "-f", "-F", "--raw-field", "--field", "--input");
    const writes = method === "" ? fields.length > 0 : /^(?:PUT|PATCH|POST)$/.test(method);
    if (writes && !/^\/?graphql$/.test(verb)) return "infrastructure.forge";
    // A query that writes does so past the Worker, whatever it writes.
    const files = [
      ...fields.flatMap((text) => /^\w+=@(.+)$/s.exec(text)?.[1] ?? []),
      ...valuesOf(read, "--input"),
    ];
    const texts = files.map((file) => (file === "-" ? call.frame.stdin : m.read(file, call.frame)) ?? "");
    return [...read.rest, ...fields, ...texts].some((text) => /\bmutation\b/.test(text))
      ? "infrastructure.forge"
      : null;
  }
  if (area === "auth" || area === "config")
    return area === "auth" && (verb === "token" || (verb === "status" && given(read, "-t", "--show-token")))
      ? "secret.read"
      : area === "auth" && /^(?:logout|refresh|setup-git)$/.test(verb)
        ? "infrastructure.forge"
        : null;
  if (
    /^(?:delete|rm|remove|delete-asset|transfer|archive|unarchive|purge|erase|lock|rename|disable|revoke)$/.test(
      verb,
    )
  )
    return area === "alias" || area === "extension" ? null : "infrastructure.forge";
  if (/^(?:pr|pull|pulls|mr|merge-request)$/.test(area) && /^(?:merge|m|accept|approve)$/.test(verb))
    return "infrastructure.forge";
  if (area === "pr" && verb === "review" && given(read, "-a", "--approve")) return "infrastructure.forge";
  if (
    /^(?:secret|secrets|variable|variables|ssh-key|gpg-key|deploy-key|webhook|webhooks|admin|token)$/.test(
      area,
    ) &&
    /^(?:set|add|create|c|update|import|edit)$/.test(verb)
  )
    return "infrastructure.forge";
  if (
    area === "repo" &&
    verb === "edit" &&
    read.flags.some((f) => /^--(?:visibility|default-branch|delete-branch|accept)/.test(f))
  )
    return "infrastructure.forge";
  if (area === "repo" && verb === "sync") return given(read, "--force") ? "infrastructure.forge" : null;
  return area === "admin" ? "infrastructure.forge" : null;
}

const HOSTED =
  /^(?:destroy|delete|rm|remove|apps:destroy|apps:delete|pg:reset|pg:killall|addons:destroy|domains:remove|config:unset|ps:stop|sites:delete|projects:delete|hosting:disable|firestore:delete|database:remove|functions:delete|auth:import|rollback|undeploy|purge|deprovision|databases:delete|project:delete|env:delete|environment:delete|maintenance:on|access:remove|pipelines:destroy|scale-to-zero|suspend|unset)$/;

function hosted(call: Call): string | null {
  if (asks(call)) return null;
  const list = words(
    call,
    "-a --app -p --project -c --config -t --token --org -r --remote --scope --name -e --env",
  );
  if (list.slice(0, 4).some((word) => HOSTED.test(word))) return DESTROY;
  if (
    call.name === "wrangler" &&
    list[0] === "d1" &&
    list[1] === "execute" &&
    call.argv.includes("--remote") &&
    call.argv.some((a) => /\b(?:drop|truncate|delete)\b/i.test(a))
  )
    return "database.destroy";
  return (call.name === "firebase" ||
    call.name === "serverless" ||
    call.name === "sls" ||
    call.name === "cdk" ||
    call.name === "sst" ||
    call.name === "amplify") &&
    /^(?:remove|destroy|delete)$/.test(list[0] ?? "")
    ? DESTROY
    : null;
}

export const INFRASTRUCTURE: RuleFile = {
  class: "infrastructure",
  rules: {
    "infrastructure.destroy": {
      reason: "it destroys or changes infrastructure that runs somewhere else",
      alternative: "Show the plan only, as in terraform plan or --dry-run, and let a person apply it.",
    },
    "infrastructure.deploy": {
      reason: "it brings this state of the code, or a setting, to where others use it",
      alternative:
        "Build it and look at a dry run or a local preview; deploying is for a person or the pipeline.",
    },
    "infrastructure.forge": {
      reason: "it deletes, merges or reconfigures on the forge, which the factory alone may do",
      alternative:
        "Leave it to the factory: write what you want into the outputs file, and it will ask and act.",
    },
  },
  checks: [
    ...ROLLOUT,
    ...SPELLED_OUT,
    { programs: "terraform tofu terragrunt", find: terraform },
    {
      programs: "pulumi",
      find: (call) => {
        const [verb = "", sub = ""] = words(call, "-s --stack -C --cwd");
        return /^(?:destroy|up|update|cancel|refresh|import)$/.test(verb) ||
          (verb === "stack" && /^(?:rm|import)$/.test(sub)) ||
          (verb === "state" && /^(?:delete|rename|unprotect)$/.test(sub)) ||
          (verb === "config" && sub === "rm")
          ? DESTROY
          : null;
      },
    },
    { programs: "ansible ansible-playbook ansible-pull", find: ansible },
    {
      programs: "salt salt-call salt-ssh puppet chef-client knife fab cap",
      find: (call) =>
        !asks(call) &&
        (/^(?:fab|cap)$/.test(call.name)
          ? call.argv.some((a) => /deploy|destroy|rollback/.test(a))
          : !call.argv.some((a) =>
              /^(?:test\.ping|--noop|--version|validate|parser|list|show|status|grains\.\w+)$/.test(a),
            ) && call.argv.length > 0) &&
        DESTROY,
    },
    {
      programs: "aws eb copilot-cli sam cdk cdktf",
      find: (call) =>
        call.name === "aws"
          ? aws(call)
          : !asks(call) &&
            words(call)
              .slice(0, 2)
              .some((w) => /^(?:terminate|destroy|delete|abort)$/.test(w)) &&
            DESTROY,
    },
    {
      programs:
        "gcloud az doctl linode-cli hcloud vultr-cli oci ibmcloud scw exo openstack civo tccli aliyun nova neutron",
      find: cloud,
    },
    {
      programs: "gsutil bq s3cmd mc rclone s5cmd b2 azcopy",
      find: (call) =>
        !asks(call) &&
        (words(call, "--config --transfers")
          .slice(0, 2)
          .some((w) =>
            /^(?:rm|rb|del|delete|purge|cleanup|rmdir|rmdirs|deletefile|remove|move|moveto|mv)$/.test(w),
          ) ||
          (words(call).includes("rsync") && call.argv.some((a) => /^-d$/.test(a))) ||
          (words(call)[0] === "sync" && call.name === "rclone") ||
          (words(call)[0] === "mirror" && call.argv.includes("--remove")) ||
          call.argv.some((a) => /^--delete-(?:removed|destination)/.test(a))) &&
        DESTROY,
    },
    { programs: "gh glab tea hub fj bkt jira", find: forge },
    {
      programs:
        "heroku fly flyctl vercel netlify wrangler firebase firebase-tools railway render serverless sls cdk sst amplify surge now dokku cf eb convox nhost neonctl neon turso planetscale pscale supabase deployctl",
      find: hosted,
    },
    {
      programs: "vault",
      find: (call) => {
        const [verb = "", sub = ""] = words(call, "-address -namespace -format -field -mount");
        if (
          /^(?:delete|unwrap|seal|revoke)$/.test(verb) ||
          /^(?:delete|destroy|metadata|revoke|disable|seal|step-down|rekey|move)$/.test(sub) ||
          (verb === "operator" && sub !== "diagnose" && sub !== "members")
        )
          return DESTROY;
        return verb === "read" || (verb === "kv" && sub === "get") || (verb === "print" && sub === "token")
          ? "secret.read"
          : null;
      },
    },
    {
      programs: "consul nomad packer boundary waypoint",
      find: (call) =>
        !asks(call) &&
        words(call).some((w) => /^(?:delete|leave|force-leave|stop|purge|destroy|gc)$/.test(w)) &&
        DESTROY,
    },
    {
      programs: "stripe twilio sendgrid datadog pagerduty sentry-cli",
      find: (call) =>
        !asks(call) &&
        words(call).some((w) =>
          /^(?:delete|cancel|refunds|remove|void|api:remove|phone-numbers:\S+:remove)$/.test(w),
        ) &&
        DESTROY,
    },
  ],
};
