/** Where packages come from: an address without TLS, or without its signature checked, lets anybody on the way write what is installed. */
import { isFresh } from "../run/builtin.ts";
import type { Call, Machine } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { isRemote } from "./address.ts";
import type { Check } from "./rule.ts";

const SOURCE = "package.source";
const SETTINGS = "package.settings";

/** `http://…`, `git+http://…`, also behind an option's letter, `name=`, `name@` or `name @ `. */
const PLAIN = /(?:^|[=@\s,]|^-[a-zA-Z])(?:\w+\+)?(?:http|git):\/\/(\S+)/i;
const plain = (text: string): boolean => {
  const found = PLAIN.exec(text);
  return found !== null && isRemote(found[1] ?? "");
};

/** Words of a call that change nothing that is installed: where a proxy stands, what a package says of itself. */
const TELLS = /^(?:config|pkg|set|view|info|show|search|docs|repo|bugs|init|version|home|ping|whoami)$/;

const BEFORE = "--prefix -C --loglevel --registry --userconfig --proxy --cache -w --workspace --filter --cwd";

/** Lists and settings that this line wrote and the command goes by. */
function written(call: Call, m: Machine): boolean {
  const read = readArguments(call.argv, "-r --requirement -c --constraint");
  const lists = valuesOf(read, "-r", "--requirement", "-c", "--constraint");
  return [...lists, ".npmrc", ".yarnrc.yml", ".yarnrc", "pip.conf", ".cargo/config.toml"].some(
    (file) => isFresh(file, call.frame) && (m.read(file, call.frame) ?? "").split("\n").some(plain),
  );
}

function installs(call: Call, m: Machine): string | null {
  const { argv, name } = call;
  const [verb = ""] = readArguments(argv, BEFORE).rest;
  if (TELLS.test(verb) && name !== "helm") return null;
  const unsafe = argv.some((arg, i) => {
    const before = argv[i - 1] ?? "";
    if (/prox(?:y|ies)/i.test(before.startsWith("-") ? before + arg : arg)) return false;
    if (/^--(?:homepage|repository|url|description)$/.test(before)) return false;
    return plain(arg);
  });
  const trusted = argv.some((arg, i) => {
    const host = /^--(?:trusted-host|allow-insecure-host)(?:=(.*))?$/.exec(arg);
    return host !== null && isRemote(host[1] ?? argv[i + 1] ?? "");
  });
  const unchecked = argv.some(
    (arg, i) =>
      /^--(?:no-strict-ssl|strict-ssl=false|insecure|no-check-certificate)$/.test(arg) ||
      (arg === "--strict-ssl" && argv[i + 1] === "false") ||
      (name === "go" && arg === "-insecure"),
  );
  return unsafe || trusted || unchecked || written(call, m) ? SOURCE : null;
}

/** Variables by which package managers are told a source; those of the second kind name hosts that need no TLS. */
const ADDRESSES =
  /^(?:npm_config_(?:\w*_)?registry|YARN_(?:NPM_)?REGISTRY(?:_SERVER)?|BUN_CONFIG_REGISTRY|PIP_(?:EXTRA_)?INDEX_URL|PIP_FIND_LINKS|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|PDM_PYPI_URL|POETRY_REPOSITORIES_\w+_URL|GOPROXY|CARGO_REGISTRIES_\w+_INDEX|CARGO_REGISTRY_INDEX|RUBYGEMS_HOST|BUNDLE_MIRROR__\w+|HOMEBREW_(?:BOTTLE|ARTIFACT)_DOMAIN|NODEJS_ORG_MIRROR|NVM_NODEJS_ORG_MIRROR|RUSTUP_(?:DIST_SERVER|UPDATE_ROOT))$/i;
const TRUSTED = /^(?:PIP_TRUSTED_HOST|UV_INSECURE_HOST|GOINSECURE)$/;

const told = (name: string, value: string): boolean =>
  (ADDRESSES.test(name) && value.split(/[\s,|]+/).some(plain)) ||
  (TRUSTED.test(name) && value.split(/[\s,]+/).some((host) => host !== "" && isRemote(host))) ||
  (/^npm_config_strict_ssl$/i.test(name) && value === "false") ||
  (name === "GOFLAGS" && /(?:^|\s)-insecure\b/.test(value));

const MANAGERS =
  "npm npx pnpm yarn bun bunx cnpm pip pipx uv uvx poetry pdm pipenv hatch rye easy_install conda mamba micromamba cargo go gem bundle bundler composer luarocks cpan cpanm mix rebar3 opam dotnet nuget helm brew apk vcpkg conan pacman nvm rustup";

export const SOURCES: readonly Check[] = [
  { programs: MANAGERS, find: installs },
  {
    programs: MANAGERS,
    find: ({ frame }) => Object.entries(frame.env).some(([name, value]) => told(name, value)) && SOURCE,
  },
  {
    programs: "export declare typeset readonly",
    find: ({ argv }) =>
      argv.some((arg) => {
        const at = arg.indexOf("=");
        return at > 0 && told(arg.slice(0, at), arg.slice(at + 1));
      }) && SOURCE,
  },
  {
    programs: "apt apt-get aptitude",
    find: ({ argv }) =>
      argv.some((arg) =>
        /^--allow-(?:unauthenticated|insecure-repositories)$|\bAllow(?:Insecure|Weak|DowngradeToInsecure)Repositories\b|\bAllowUnauthenticated\b|\bVerify-(?:Peer|Host)\s*=\s*"?(?:false|no|0)\b/i.test(
          arg,
        ),
      ) && SOURCE,
  },
  {
    programs: "mvn mvnw",
    find: ({ argv }) =>
      argv.some(
        (arg) =>
          /^-D(?:remoteRepositories|maven\.repo\.remote|altDeploymentRepository|repository\.url)=/.test(
            arg,
          ) && plain(arg),
      ) && SOURCE,
  },
  { programs: "add-apt-repository apt-add-repository apt-key rpmkeys pacman-key", find: reconfigures },
  {
    programs: "dnf yum zypper rpm apk yay paru yum-config-manager",
    find: ({ argv }) =>
      argv.some((arg) =>
        /^--(?:nogpgcheck|no-gpg-checks|nosignature|allow-untrusted|allow-unsigned-rpm)$/.test(arg),
      )
        ? SOURCE
        : argv.some((arg) => /^(?:--add-repo.*|addrepo|ar|removerepo|rr|modifyrepo|mr)$/.test(arg)) &&
          SETTINGS,
  },
  {
    // Settings that outlive the command.
    programs: "yarn bundle bundler composer poetry conda pnpm bun npm gem",
    find: ({ argv, name }) => {
      const [verb = "", ...rest] = argv.filter((arg) => !arg.startsWith("-"));
      if (name === "gem")
        return (
          /^sources?$/.test(verb) &&
          argv.some((arg) => /^(?:-a|-r|-c|--add|--remove|--clear-all|--append|--prepend)$/.test(arg)) &&
          SETTINGS
        );
      if (verb !== "config" && verb !== "set") return null;
      const sets = rest.length > 1 || argv.includes("--add");
      return (
        sets &&
        rest.some((word) =>
          /^(?:set )?(?:npmRegistryServer|registry|npmScopes.*|unsafeHttpWhitelist|enableStrictSsl|strict-ssl|mirror\..*|repositories\..*|repos?\..*|secure-http|disable-tls|channels|channel_alias|ssl_verify)$/.test(
            word,
          ),
        ) &&
        !rest.some((word) => /^(?:get|list|ls)$/.test(word)) &&
        SETTINGS
      );
    },
  },
];

function reconfigures({ argv }: Call): string | null {
  return argv.some((arg) =>
    /^(?:--list|list|-l|--finger|finger|--help|-h|export|exportall|--version|-L)$/.test(arg),
  )
    ? null
    : SETTINGS;
}
