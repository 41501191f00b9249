/** Files whose content is a secret: keys, tokens, passwords, other processes' environments. */
import { couldBe, hasGlob } from "../value.ts";
import { nameOf } from "./normal.ts";

const PLACE =
  /\/\.ssh\/(?!(?:[^/]*\.pub|known_hosts[^/]*|config|authorized_keys|environment)$)|\/\.ssh$|\/\.aws(?:\/(?:credentials|cli\/cache|sso)|$)|\/\.gnupg(?:\/|$)|\/\.azure(?:\/|$)|\/\.config\/gcloud(?:\/|$)|\/\.config\/(?:gh|hub|glab-cli|tea|op)(?:\/|$)|\/\.docker\/config\.json$|\/\.kube(?:\/config|$)|\/\.password-store(?:\/|$)|\/\.local\/share\/keyrings|\/\.mozilla(?:\/|$)|\/\.config\/(?:google-chrome|chromium|BraveSoftware)(?:\/|$)|\/\.claude\/\.credentials|\/\.codex\/auth\.json$|\/\.local\/share\/opencode\/auth\.json$|\/\.gemini\/oauth_creds\.json$|\/\.cargo\/credentials|\/\.gem\/credentials$|\/\.m2\/settings(?:-security)?\.xml$|\/\.terraform\.d\/credentials|\/\.config\/rclone|\/\.config\/(?:age|sops|doppler|git\/credentials$|containers\/auth\.json$)|^\/etc\/(?:g?shadow-?|sudoers|ssh\/ssh_host_[^/]*key|ssl\/private|wireguard)(?:\/|$)|^\/proc\/(?:[^/]+)\/(?:environ|mem|maps|auxv|fd\/.*)$|^\/(?:run|var\/run)\/secrets(?:\/|$)|^\/dev\/(?:mem|kmem|port)$|\/Library\/Keychains/;
const NAMED =
  /^(?:\.netrc|_netrc|\.pgpass|\.my\.cnf|\.git-credentials|\.vault-token|\.boto|\.s3cfg|\.htpasswd|\.bash_history|\.zsh_history|\.psql_history|\.mysql_history|\.python_history|\.node_repl_history|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^/]*\.(?:kdbx?|p12|pfx|jks|keystore|ppk)|wallet\.dat|(?:[^/]*[-_.])?private[-_.]?key(?:\.[^/]*)?|[^/]*[-_.]key\.pem|service[-_]account[^/]*\.json|credentials\.json|client_secrets?[^/]*\.json|master\.key|\.dev\.vars)$/i;
const DOTENV = /^\.env(?:\.|rc$|$)/;
const DOTENV_HARMLESS = /\.(?:example|sample|template|dist|defaults?|schema|tpl|tmpl|test|ci|md|ts|js)$/;
const SAMPLES = [".env", ".netrc", "id_rsa", "id_ed25519", ".git-credentials", ".pgpass", ".env.production"];

/** `path` absolute and normalised. */
export function isSecret(path: string, home: string): boolean {
  // Another name for the same files.
  const within = /^\/proc\/[^/]+\/root(\/.*)$/.exec(path)?.[1];
  if (within !== undefined) return isSecret(within, home);
  if (path.startsWith("/dev/fd/") || /^\/proc\/self\/fd\/\d+$/.test(path)) return false;
  if (PLACE.test(path)) return true;
  const name = nameOf(path);
  if (NAMED.test(name)) return true;
  if (DOTENV.test(name)) return !DOTENV_HARMLESS.test(name);
  if (name === ".npmrc" || name === ".pypirc" || name === ".yarnrc.yml") return path === `${home}/${name}`;
  // `.e*` and `id_*`, but not `*`, which names no hidden file.
  if (hasGlob(name) && /[\w.].*[\w.]/s.test(name) && SAMPLES.some((sample) => couldBe(name, sample)))
    return true;
  return hasGlob(path) && KNOWN.some((known) => matches(path, `${home}/${known}`));
}

const KNOWN =
  ".ssh/id_rsa .ssh/id_ed25519 .aws/credentials .netrc .gnupg/secring.gpg .config/gh/hosts.yml .docker/config.json .kube/config .git-credentials .pgpass".split(
    " ",
  );

/** As a shell matches: part by part, and a hidden name only where the dot is written. */
function matches(glob: string, path: string): boolean {
  const parts = glob.split("/");
  const names = path.split("/");
  return (
    parts.length === names.length &&
    parts.every((part, i) => {
      const name = names[i] ?? "";
      return couldBe(part, name) && !(name.startsWith(".") && hasGlob(part[0] ?? ""));
    })
  );
}

/** Globs and patterns that ask for keys and passwords wherever they are. */
const SOUGHT =
  /\.(?:pem|key|p12|pfx|kdbx?|jks|keystore|ppk)$|secret|token|credential|passw|private|id_(?:rsa|ed25519|dsa|[\ufdd8\ufdd9*])|api_?key|\.(?:ssh|aws|gnupg|netrc|kube)\b/i;

export const seeksSecrets = (pattern: string): boolean => SOUGHT.test(pattern);

const CREDENTIAL =
  /(?:API_?KEY|AUTH_?TOKEN|ACCESS_?TOKEN|OAUTH_?TOKEN|_TOKEN|SECRET(?:_ACCESS)?_?KEY|_SECRET|PASSWORD|PASSWD|CREDENTIALS?|PRIVATE_KEY)$/;

/** Names of kernels' entries in a boot menu, which systemd calls tokens. */
const NO_CREDENTIAL = /(?:^|_)ENTRY_TOKEN$/;

/** Whether a variable is named as credentials are. */
export const isCredential = (name: string): boolean => CREDENTIAL.test(name) && !NO_CREDENTIAL.test(name);
