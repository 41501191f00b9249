/** Commands inside containers: `docker exec`, `docker run`, `compose exec`, `kubectl exec`. */
import { isBelow } from "../path/normal.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments } from "./options.ts";
import { skipOptions } from "./wrapper.ts";

const RUN =
  "-v --volume -e --env -p --publish --name --network --net -w --workdir -u --user --entrypoint --mount -m --memory --cpus -l --label --env-file --platform --add-host -h --hostname --restart --cap-add --cap-drop --device --tmpfs --shm-size --ulimit --gpus --pull --log-driver --dns --ip --link --security-opt --userns --pid --ipc --volumes-from -a --cidfile";
const EXEC = "-e --env -u --user -w --workdir --env-file --detach-keys --index";
const GLOBAL =
  "-H --host -c --context --config -l --log-level -f --file -p --project-name --project-directory --profile --env-file -n --namespace --kubeconfig --cluster";

export function inContainer(call: Call, m: Machine): string | undefined {
  let words = skipOptions(call.argv, GLOBAL);
  if (words[0] === "compose" || words[0] === "container") words = skipOptions(words.slice(1), GLOBAL);
  const [verb, ...after] = words;
  if (call.name === "kubectl" || call.name === "oc") return inPod(verb, after, call, m);
  if (verb === "exec") {
    const [, ...inner] = skipOptions(after, EXEC);
    return inner.length === 0 ? undefined : m.argv(inner, deeper(call.frame, { remote: true }));
  }
  if (verb !== "run") return undefined;
  const [, ...inner] = skipOptions(after, RUN);
  const mounts = [...mountsOf(after), ...volumesOf(after)];
  // What a container does to its own files ends with it; only what it shares with this machine counts.
  if (inner.length === 0 || (mounts.length === 0 && !after.includes("--privileged"))) return undefined;
  const entry = after.findIndex((arg) => arg.startsWith("--entrypoint"));
  const program = entry < 0 ? [] : [(after[entry] ?? "").split("=")[1] ?? after[entry + 1] ?? ""];
  const inside = [...program, ...inner].map((arg) => outside(arg, mounts));
  const cwd = after.findIndex((arg) => arg === "-w" || arg === "--workdir");
  const at = cwd < 0 ? "/" : (after[cwd + 1] ?? "/");
  const scope = { ...call.frame.scope, cwd: [outside(at, mounts)] };
  return m.argv(inside, deeper(call.frame, { scope }));
}

function inPod(
  verb: string | undefined,
  after: readonly string[],
  call: Call,
  m: Machine,
): string | undefined {
  if (verb !== "exec" && verb !== "debug") return undefined;
  const at = after.indexOf("--");
  const inner =
    at >= 0 ? after.slice(at + 1) : skipOptions(after, "-c --container -n --namespace -f").slice(1);
  const bare = inner.filter((arg, i) => !(at < 0 && i < 3 && /^-(?:[it]+|c)$/.test(arg)));
  return bare.length === 0 ? undefined : m.argv(bare, deeper(call.frame, { remote: true }));
}

interface Mount {
  readonly from: string;
  readonly to: string;
}

export function mountsOf(argv: readonly string[]): readonly Mount[] {
  const made: Mount[] = [];
  argv.forEach((arg, i) => {
    const next = argv[i + 1] ?? "";
    const volume = /^(?:-v|--volume)$/.test(arg) ? next : /^(?:-v=?|--volume=)(.+)$/.exec(arg)?.[1];
    const mount = arg === "--mount" ? next : /^--mount=(.+)$/.exec(arg)?.[1];
    if (volume !== undefined) {
      const [from = "", to = ""] = volume.split(":");
      if (/^[./~]|^\W/.test(from)) made.push({ from, to });
    }
    if (mount !== undefined) {
      const part = (name: RegExp) => name.exec(mount)?.[1] ?? "";
      const from = part(/(?:source|src)=([^,]+)/);
      if (/^[./~]|^\W/.test(from)) made.push({ from, to: part(/(?:target|dst|destination)=([^,]+)/) });
    }
  });
  return made;
}

/**
 * Named volumes, and those of another container, hold what outlives this one; where the engine keeps them is nobody's checkout.
 * Where another container has them cannot be known: it may be anywhere.
 */
function volumesOf(argv: readonly string[]): readonly Mount[] {
  const { values } = readArguments(argv, "-v --volume --mount --volumes-from");
  const given = (...flags: readonly string[]) => flags.flatMap((flag) => values.get(flag) ?? []);
  const kept = (name: string, to: string): Mount => ({ from: `/var/lib/docker/volumes/${name}`, to });
  const named = given("-v", "--volume").flatMap((one) => {
    const [, name = "", to = ""] = /^([A-Za-z0-9][\w.-]*):(\/[^:]*)/.exec(one) ?? [];
    return name === "" ? [] : [kept(name, to)];
  });
  const mounted = given("--mount").flatMap((one) => {
    const [, name = ""] = /(?:^|,)(?:source|src)=([A-Za-z0-9][\w.-]*)(?:,|$)/.exec(one) ?? [];
    const [, to = ""] = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(one) ?? [];
    return name === "" || to === "" ? [] : [kept(name, to)];
  });
  const others = given("--volumes-from").filter((one) => !one.endsWith(":ro"));
  return [...named, ...mounted, ...others.map((one) => kept(one.replace(/:rw$/, ""), "/"))];
}

/** A path in the container as the path on this machine that it shows; its other paths are nobody's. */
function outside(arg: string, mounts: readonly Mount[]): string {
  const own = (path: string) => /^\/(?:tmp|dev|s?bin|usr\/s?bin|proc)(?:\/|$)/.test(path);
  const shown = (path: string): string | null => {
    const hit = mounts.find(({ to }) =>
      to === "/" ? path.startsWith("/") && !own(path) : to !== "" && isBelow(path, to),
    );
    return hit === undefined ? null : `${hit.from}/${path.slice(hit.to.length)}`;
  };
  return (
    shown(arg) ??
    arg.replace(
      /(^|[\s"'=])(\/[\w./*-]*)/g,
      (whole, before: string, path: string) =>
        before + (shown(path) ?? (own(path) ? whole.slice(before.length) : `/tmp/container${path}`)),
    )
  );
}
