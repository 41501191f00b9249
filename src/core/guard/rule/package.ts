/** Packages: publishing, taking back, and installing for the whole machine. */

import type { Call } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { MACHINE_WIDE } from "./machine-wide.ts";
import { opened } from "./opened.ts";
import type { RuleFile } from "./rule.ts";
import { SOURCES } from "./source.ts";

const PUBLISH = "package.publish";
const GLOBAL = "package.global";
const dry = (call: Call): boolean =>
  call.argv.some((arg) => /^(?:--dry-run|-n|--help|-h|--dry_run|-d)$/.test(arg));

function node(call: Call): string | null {
  const read = readArguments(
    call.argv,
    "-w --workspace --prefix -C --dir --cwd --filter -F --registry --tag --otp",
  );
  const [verb = "", sub = "", third = ""] = read.rest;
  if (call.argv.includes("--help")) return null;
  if (
    /^(?:publish|pub|unpublish|deprecate|undeprecate)$/.test(verb) &&
    !(verb === "pub" && call.name !== "npm")
  )
    return call.argv.includes("--dry-run") ? null : PUBLISH;
  if (verb === "npm" && /^(?:publish|unpublish|tag|logout|login)$/.test(sub)) return PUBLISH;
  if (/^(?:owner|access|dist-tag|team|org|token|hook|profile|star|unstar|trust)$/.test(verb))
    return /^(?:add|rm|remove|grant|revoke|set|create|delete|destroy|public|restricted|edit|enable-2fa|disable-2fa)$/.test(
      sub,
    )
      ? PUBLISH
      : null;
  if (/^(?:adduser|login|logout)$/.test(verb)) return PUBLISH;
  if (
    verb === "config" &&
    /^(?:set|delete|rm)$/.test(sub) &&
    /(?:_authToken|registry|ignore-scripts|script-shell|_password)/.test(third)
  )
    return "package.settings";
  if (verb === "set" && /_authToken|registry|script-shell/.test(sub)) return "package.settings";
  if (verb === "config" && sub === "get" && /_authToken|_password|_auth/.test(third)) return "secret.read";
  if (verb === "global" && /^(?:add|remove|upgrade)$/.test(sub)) return GLOBAL;
  const global =
    read.flags.some((f) => f === "-g" || f === "--global" || f === "--location") &&
    (read.flags.includes("-g") ||
      read.flags.includes("--global") ||
      read.values.get("--location")?.includes("global") === true);
  return global &&
    /^(?:i|in|ins|install|add|isntall|un|uninstall|remove|rm|r|update|up|upgrade|link|ln|ci)$/.test(verb)
    ? GLOBAL
    : null;
}

function python(call: Call): string | null {
  const [verb = ""] = readArguments(call.argv, "-r -c -t -e --target --prefix --root --index-url -i").rest;
  if (call.name === "twine") return verb === "upload" ? PUBLISH : null;
  if (call.name === "pip")
    return call.argv.some((arg) => /^--(?:break-system-packages|root=\/?)$/.test(arg)) ||
      (call.argv.includes("--target") && call.argv.some((arg) => /^\/(?:usr|opt)/.test(arg)))
      ? GLOBAL
      : verb === "config" && call.argv.includes("set")
        ? "package.settings"
        : null;
  return verb === "publish" && !dry(call) ? PUBLISH : null;
}

export const PACKAGE: RuleFile = {
  class: "package",
  rules: {
    "package.publish": {
      reason: "it publishes, withdraws or reconfigures a package or image for everybody",
      alternative:
        "Build and check it only, as in npm pack or npm publish --dry-run; publishing is for a person.",
    },
    "package.global": {
      decision: "ask",
      reason: "it installs or removes software for the whole machine",
      alternative:
        "Install in the checkout: npm install --save-dev, npx, python -m venv .venv, or a path below /tmp.",
    },
    "package.source": {
      reason: "it takes packages from an address without TLS, or leaves their origin unchecked",
      alternative: "Use the https address of the registry; one on 127.0.0.1 needs no TLS.",
    },
    "package.settings": {
      reason: "it changes where packages come from, or the credentials for it",
      alternative: "Leave the registry as it is; give --registry for the one command if it must be.",
    },
  },
  checks: [
    ...MACHINE_WIDE,
    ...SOURCES,
    { programs: "npm pnpm yarn bun cnpm lerna", find: node },
    {
      programs: "semantic-release release-it np changeset",
      find: (call) =>
        (call.name === "changeset"
          ? call.argv[0] === "publish"
          : !dry(call) && !call.argv.includes("--no-publish")) && PUBLISH,
    },
    { programs: "pip twine poetry uv flit hatch pdm rye maturin", find: python },
    {
      programs: "pip",
      find: (call, m) => {
        const paths = valuesOf(
          readArguments(call.argv, "-t --target --prefix --root"),
          "-t",
          "--target",
          "--prefix",
          "--root",
        );
        return (
          call.argv[0] === "install" &&
          paths.some((path) => opened(path, "write", call.frame, m) !== null) &&
          GLOBAL
        );
      },
    },
    { programs: "easy_install", find: () => GLOBAL },
    {
      // What says itself that it is for the whole machine. What lands in the agent's own home is gone with the job.
      programs: "dotnet deno uv",
      find: ({ argv, name }) => {
        const [verb = "", sub = ""] = argv.filter((arg) => !arg.startsWith("-"));
        const said = (pattern: RegExp) => argv.some((arg) => pattern.test(arg));
        return (
          ((name === "dotnet" && verb === "tool" && said(/^(?:-g|--global)$/)) ||
            (name === "deno" && /^(?:install|uninstall)$/.test(verb) && said(/^-(?=\w*$)\w*g|^--global$/)) ||
            (name === "uv" &&
              verb === "pip" &&
              /^(?:un)?install$/.test(sub) &&
              said(/^--(?:system|break-system-packages)$/))) &&
          GLOBAL
        );
      },
    },
    {
      programs: "cargo",
      find: (call) => {
        const [verb = ""] = call.argv.filter((a) => !a.startsWith("-") && !a.startsWith("+"));
        if (/^(?:smart-)?release$/.test(verb))
          return call.argv.some((arg) => /^(?:-x|--execute)$/.test(arg)) ? PUBLISH : null;
        return /^(?:publish|yank|owner|login|logout)$/.test(verb) && !dry(call) ? PUBLISH : null;
      },
    },
    {
      programs: "gem",
      find: (call) => /^(?:push|yank|owner|signin|signout)$/.test(call.argv[0] ?? "") && PUBLISH,
    },
    {
      programs: "mvn mvnw gradle gradlew sbt lein ./mvnw",
      find: (call) =>
        call.argv.some((arg) =>
          /^(?:deploy|deploy:deploy|release:perform|release:prepare|publish|.*:publish|publishToSonatype|publishAllPublicationsTo\w+|publishSigned|publishTo[A-Z]\w*(?<!MavenLocal)|uploadArchives|closeAndRelease\w*)$/.test(
            arg,
          ),
        ) &&
        !call.argv.includes("--dry-run") &&
        PUBLISH,
    },
    {
      programs: "dotnet nuget",
      find: (call) =>
        (call.argv.includes("push") ||
          (call.argv.includes("nuget") && call.argv.includes("delete")) ||
          (call.name === "nuget" && call.argv[0] === "delete")) &&
        PUBLISH,
    },
    {
      programs: "docker podman buildah nerdctl skopeo oras crane",
      find: (call) => {
        const [verb = "", sub = ""] = call.argv.filter((a) => !a.startsWith("-"));
        return verb === "push" ||
          (/^(?:image|manifest|compose)$/.test(verb) && sub === "push") ||
          (/^(?:build|buildx)$/.test(verb) && call.argv.includes("--push")) ||
          (call.name !== "docker" && call.name !== "podman" && /^(?:copy|delete|append|tag)$/.test(verb))
          ? PUBLISH
          : null;
      },
    },
    { programs: "helm", find: (call) => /^(?:push|cm-push)$/.test(call.argv[0] ?? "") && PUBLISH },
    {
      programs:
        "vsce ovsx jsr deno goreleaser pod swift composer mix hex rebar3 conan conda anaconda luarocks opam cabal stack elm dart flutter snapcraft flatpak",
      find: (call) => {
        const [verb = "", sub = ""] = call.argv.filter((a) => !a.startsWith("-"));
        return (/^(?:publish|unpublish|upload|release|hex\.publish|hex\.retire)$/.test(verb) ||
          (/^(?:pub|package-registry)$/.test(verb) && sub === "publish") ||
          (verb === "trunk" && /^(?:push|delete|deprecate)$/.test(sub))) &&
          !call.argv.some((arg) => /^--(?:dry-run|snapshot)$/.test(arg))
          ? PUBLISH
          : null;
      },
    },
    {
      programs:
        "apt apt-get aptitude dnf yum zypper apk pacman brew port snap emerge xbps-install pkg nix-env dpkg rpm choco scoop winget flatpak eopkg opkg tdnf microdnf yay paru",
      find: (call) => {
        if (call.frame.remote) return null;
        if (
          call.argv.some((arg) =>
            /^(?:-s|--simulate|--dry-run|--just-print|--help|-h|--version|--print-architecture)$/.test(arg),
          )
        )
          return null;
        const [verb = ""] = call.argv.filter((arg) => !arg.startsWith("-"));
        if (/^(?:pacman|dpkg|rpm|nix-env|emerge|yay|paru)$/.test(call.name))
          return call.argv.some((arg) =>
            /^-(?:S(?!s|i|l)[a-z]*|R[a-z]*|U[a-z]*|i|r|P|e|F\w*|ivh|Uvh|iA|C|c)$|^--(?:install|remove|purge|erase|upgrade|unmerge|sync|configure|uninstall)$/.test(
              arg,
            ),
          ) &&
            !(call.name === "dpkg" && call.argv.includes("-c")) &&
            !call.argv.some((a) => /^-q/.test(a))
            ? GLOBAL
            : null;
        return /^(?:install|remove|purge|autoremove|upgrade|dist-upgrade|full-upgrade|add|del|erase|uninstall|reinstall|refresh|disable|unlink|groupinstall|in|rm|localinstall|downgrade|swap|cleanup|services|tap|untap)$/.test(
          verb,
        )
          ? GLOBAL
          : null;
      },
    },
  ],
};
