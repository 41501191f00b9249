/** Containers and orchestration: what deletes data or many things at once, and what reaches out of the container. */

import { zoneOf } from "../path/zone.ts";
import { isFresh } from "../run/builtin.ts";
import { mountsOf } from "../run/container.ts";
import type { Call, Machine } from "../run/machine.ts";
import { given, readArguments, valuesOf } from "../run/options.ts";
import { skipOptions } from "../run/wrapper.ts";
import { NAME, NET, NUMBER } from "../value.ts";
import { isRemote } from "./address.ts";
import { composed } from "./compose.ts";
import type { RuleFile } from "./rule.ts";

const DESTROY = "container.destroy";
const GLOBAL =
  "-H --host -c --context --config -l --log-level -f --file -p --project-name --project-directory --profile --env-file --ansi";
/** Ids printed by a listing: all of them, not one that was named. */
const listed = (words: readonly string[]): boolean =>
  words.some((word) => word.includes(NUMBER) || word.includes(NAME) || /[\ufdd0\ufdd8]/.test(word));

function docker(call: Call, m: Machine): string | null {
  const found = byVerb(call, m);
  return found ?? elsewhere(call);
}

/** Verbs that change nothing. */
const LOOKS =
  /^(?:ps|images|logs|inspect|version|info|ls|list|port|top|stats|diff|events|history|search|help|pull|login|logout|wait|df|)$/;
/** Words that stand before a verb. */
const GROUP =
  /^(?:container|image|volume|network|system|service|node|stack|swarm|config|secret|context|plugin|builder|buildx|manifest|trust)$/;

/** Another machine's containers are nobody's here, whatever is done to them. */
function elsewhere({ argv, frame: { env } }: Call): string | null {
  const read = readArguments(argv, GLOBAL, true);
  const host = valuesOf(read, "-H", "--host")[0] ?? env.DOCKER_HOST ?? env.CONTAINER_HOST ?? "";
  const remote = /^(?:tcp|ssh|https?):\/\//.test(host) && isRemote(host);
  const context = valuesOf(read, "-c", "--context")[0] ?? env.DOCKER_CONTEXT ?? "";
  const named = context !== "" && !/^(?:default|desktop-linux|rootless|colima|orbstack)$/.test(context);
  const words = skipOptions(argv, GLOBAL);
  const [verb = "", sub = ""] = words[0] === "compose" ? skipOptions(words.slice(1), GLOBAL) : words;
  if (words[0] === "compose" && verb === "config") return null;
  return (remote || named) && !LOOKS.test(GROUP.test(verb) ? sub : verb) ? DESTROY : null;
}

function byVerb(call: Call, m: Machine): string | null {
  let words = skipOptions(call.argv, GLOBAL);
  let compose = call.name.endsWith("-compose");
  if (words[0] === "compose" || words[0] === "stack") {
    if (words[0] === "stack") return /^(?:rm|remove|down)$/.test(words[1] ?? "") ? DESTROY : null;
    compose = true;
    words = skipOptions(words.slice(1), GLOBAL);
  }
  const [verb = "", ...after] = words;
  const read = readArguments(after);
  if (compose) {
    if (verb === "down") return given(read, "-v", "--volumes") || after.includes("--rmi") ? DESTROY : null;
    if (verb === "rm") return given(read, "-v", "--volumes") ? DESTROY : null;
    const described = /^(?:up|run|create|start|watch)$/.test(verb) ? composed(call, m) : null;
    return described ?? (verb === "run" || verb === "exec" ? escapes(after, call) : null);
  }
  const [sub = "", ...rest] = after;
  const last = readArguments(rest);
  if (
    /^(?:system|volume|image|container|network|builder|buildx|config|secret|service|node|swarm|plugin|context|trust|checkpoint|pod|machine|stack)$/.test(
      verb,
    )
  ) {
    if (/^prune$/.test(sub))
      return verb === "builder" || verb === "buildx"
        ? null
        : verb === "image" && !given(last, "-a", "--all")
          ? null
          : DESTROY;
    if (/^(?:rm|remove)$/.test(sub))
      return verb === "image"
        ? listed(last.rest)
          ? DESTROY
          : null
        : verb === "container"
          ? removal(last.rest, rest)
          : verb === "buildx" || verb === "context"
            ? null
            : DESTROY;
    if (verb === "system" && /^(?:reset)$/.test(sub)) return DESTROY;
    // From then on every command of this user goes to another machine.
    if (verb === "context" && sub === "use") return DESTROY;
    if (verb === "trust" && /^(?:revoke|sign|signer)$/.test(sub)) return "package.publish";
    if (verb === "swarm" && /^(?:leave|init|unlock-key|ca)$/.test(sub)) return DESTROY;
    if (verb === "service" && sub === "scale") return rest.some((arg) => /=0$/.test(arg)) ? DESTROY : null;
    if (verb === "container" && /^(?:stop|kill)$/.test(sub)) return listed(last.rest) ? DESTROY : null;
    if (verb === "container" && /^(?:run|exec|create)$/.test(sub)) return escapes(rest, call);
    return null;
  }
  if (verb === "rm") return removal(read.rest, after);
  if (verb === "rmi") return listed(read.rest) ? DESTROY : null;
  if (verb === "stop" || verb === "kill" || verb === "pause" || verb === "restart")
    return listed(read.rest) || given(read, "-a", "--all") ? DESTROY : null;
  if (verb === "run" || verb === "create" || verb === "exec") return escapes(after, call);
  if (verb === "cp") return copies(read.rest, call);
  return null;
}

const removal = (names: readonly string[], argv: readonly string[]): string | null =>
  listed(names) ||
  argv.some((arg) => /^-\w*v|^--volumes|^--all$|^-\w*a/.test(arg) && !arg.startsWith("--filter"))
    ? DESTROY
    : null;

/** Rights and mounts by which a container is no container. */
function escapes(argv: readonly string[], call: Call): string | null {
  if (
    argv.some(
      (arg) =>
        /^--(?:privileged(?:=true)?|cap-add=?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE)?|pid=host|userns=host|ipc=host|uts=host|security-opt=(?:seccomp|apparmor)[=:]unconfined|device=\/dev\/(?!null|fuse|kvm|snd|dri).*)$/.test(
          arg,
        ) && arg !== "--cap-add",
    ) ||
    argv.some(
      (arg, i) =>
        (/^--(?:pid|userns|ipc|uts)$/.test(argv[i - 1] ?? "") && arg === "host") ||
        (argv[i - 1] === "--security-opt" && /^(?:seccomp|apparmor)[=:]unconfined$/.test(arg)) ||
        (argv[i - 1] === "--device" && /^\/dev\/(?!null|fuse|kvm|snd|dri)/.test(arg)) ||
        (argv[i - 1] === "--cap-add" && /^(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|DAC_\w+)$/i.test(arg)),
    )
  )
    return "container.escape";
  for (const { from } of mountsOf(argv)) {
    if (/docker\.sock|containerd\.sock|podman\.sock/.test(from)) return "container.escape";
    for (const cwd of call.frame.scope.cwd) {
      const zone = zoneOf(from, cwd, call.place);
      if (zone === "root" || zone === "device" || zone === "control") return "container.escape";
      if (zone === "outside" && !/:ro(?:,|\s|$)/.test(argv.join(" "))) return "container.escape";
    }
  }
  return null;
}

function copies(words: readonly string[], call: Call): string | null {
  const target = words[1] ?? "";
  if (target.includes(":") || target === "-") return null;
  return call.frame.scope.cwd.some((cwd) =>
    /^(?:root|outside|control)$/.test(zoneOf(target, cwd, call.place)),
  )
    ? "filesystem.write-outside"
    : null;
}

function kubernetes(call: Call, m: Machine): string | null {
  const words = skipOptions(
    call.argv,
    "-n --namespace --context --kubeconfig --cluster --user -s --server --token --as",
  );
  const [verb = "", ...after] = words;
  const read = readArguments(
    after,
    "-n --namespace -f --filename -l --selector -c --context --replicas --grace-period --timeout -o --output -p --patch",
  );
  if (after.some((arg) => /^--dry-run(?:=(?:client|server))?$/.test(arg))) return null;
  if (verb === "delete") return DESTROY;
  if (/^(?:drain|taint|cordon)$/.test(verb)) return DESTROY;
  if (verb === "scale")
    return after.some((arg) => /^--replicas(?:=0)?$/.test(arg)) && valuesOf(read, "--replicas").includes("0")
      ? DESTROY
      : null;
  if (verb === "replace") return given(read, "--force") ? DESTROY : null;
  if (/^(?:apply|create|replace)$/.test(verb)) {
    const files = valuesOf(read, "-f", "--filename");
    // On standard input, or in a file that this line wrote.
    const told = files.map((file) =>
      file === "-"
        ? (call.frame.stdin ?? "")
        : isFresh(file, call.frame)
          ? (m.read(file, call.frame) ?? "")
          : "",
    );
    if (
      files.some((file) => /^https?:\/\//.test(file) && isRemote(file)) ||
      told.some((text) => text.includes(NET))
    )
      return "network.download-run";
    if (told.some((text) => HOST_POD.test(text))) return "container.escape";
  }
  if (verb === "apply") return given(read, "--prune") || given(read, "--force") ? DESTROY : null;
  if (verb === "patch") return /finalizers|"replicas"\s*:\s*0\b/.test(after.join(" ")) ? DESTROY : null;
  if (verb === "rollout") return after[0] === "undo" ? DESTROY : null;
  if (verb === "config")
    return /^(?:delete-|unset)/.test(after[0] ?? "")
      ? DESTROY
      : after[0] === "view" && after.some((arg) => /^--(?:raw|flatten)/.test(arg))
        ? "secret.read"
        : null;
  if (
    verb === "get" &&
    /^secrets?(?:\/|$)/.test(read.rest[0] ?? "") &&
    valuesOf(read, "-o", "--output").some((o) => /^(?:yaml|json|jsonpath|go-template)/.test(o))
  )
    return "secret.read";
  if (verb === "certificate" || (verb === "auth" && after[0] === "reconcile")) return DESTROY;
  if (verb === "run" || verb === "create" || verb === "debug")
    return HOST_POD.test(valuesOf(readArguments(after, "--overrides"), "--overrides").join(" "))
      ? "container.escape"
      : null;
  return null;
}

/** A pod that is given the machine it runs on. */
const HOST_POD = /\b(?:hostPID|hostNetwork|hostIPC|privileged)["']?\s*:\s*true|\bhostPath\b/;

export const CONTAINER: RuleFile = {
  class: "container",
  rules: {
    "container.destroy": {
      reason:
        "it deletes containers, volumes, images or cluster objects that others may use or that hold data",
      alternative:
        "Name the one container that you started, as in docker rm -f my-test-db, and keep its volumes.",
    },
    "container.escape": {
      reason: "it gives a container this machine's files, devices or rights",
      alternative:
        'Mount the checkout only, as in docker run --rm -v "$PWD":/app image, without --privileged.',
    },
  },
  checks: [
    { programs: "docker podman nerdctl docker-compose podman-compose", find: docker },
    {
      programs: "buildah crictl lxc-destroy lxc-stop",
      find: ({ argv, name }) => {
        const [verb = ""] = skipOptions(
          argv,
          "-r -i -c -t --runtime-endpoint --image-endpoint --config --log-level --root --runroot --storage-driver",
        );
        return (
          (name.startsWith("lxc-") ||
            (name === "buildah" &&
              /^(?:rm|rmi|prune)$/.test(verb) &&
              argv.some((arg) => /^-\w*[af]|^--(?:all|force|prune)/.test(arg))) ||
            (name === "crictl" && /^(?:rmp|stopp|rmi|rm|stop)$/.test(verb))) &&
          DESTROY
        );
      },
    },
    { programs: "kubectl k oc k3s-kubectl microk8s.kubectl", find: kubernetes },
    {
      programs: "helm",
      find: ({ argv }) =>
        /^(?:uninstall|delete|del|un|rollback|reset)$/.test(
          readArguments(argv, "-n --namespace --kube-context --kubeconfig").rest[0] ?? "",
        ) &&
        !argv.includes("--dry-run") &&
        DESTROY,
    },
    {
      programs: "helmfile skaffold argocd flux kustomize istioctl linkerd",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:destroy|delete|uninstall|rollback|terminate-op)$/.test(arg)) && DESTROY,
    },
    {
      programs: "minikube kind k3d vagrant multipass lima limactl colima",
      find: ({ argv, name }) =>
        argv
          .filter((a) => !a.startsWith("-"))
          .slice(0, 2)
          .some((a) => /^(?:delete|destroy|prune|factory-reset)$/.test(a)) &&
        (argv.some((a) => /^(?:--all|-a|--purge|-f|--force)$/.test(a)) ||
          name === "vagrant" ||
          name === "multipass") &&
        DESTROY,
    },
    {
      programs:
        "ctr crictl lxc incus virsh nomad docker-machine rancher eksctl kops kubeadm k9s vboxmanage VBoxManage qm pct",
      find: ({ argv }) =>
        argv.some((arg) =>
          /^(?:rm|rmi|delete|destroy|undefine|stop|purge|reset|remove|unregistervm|terminate|prune)$/.test(
            arg,
          ),
        ) && DESTROY,
    },
  ],
};
