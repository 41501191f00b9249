/** Files whose content is a secret: keys, tokens, passwords, other processes' environments. */
import { couldBe, hasGlob } from "../value.ts";
import { nameOf } from "./normal.ts";

const PLACE =
  /\/\.ssh\/(?!(?:[^/]*\.pub|known_hosts[^/]*|config|authorized_keys|environment)$)|\/\.ssh$|\/\.aws(?:\/(?:credentials|cli\/cache|sso)|$)|\/\.gnupg(?:\/|$)|\/\.azure(?:\/|$)|\/\.config\/gcloud(?:\/|$)|\/\.config\/(?:gh|hub|glab-cli|tea|op)(?:\/|$)|\/\.docker\/config\.json$|\/\.kube(?:\/config|$)|\/\.password-store(?:\/|$)|\/\.local\/share\/keyrings|\/\.mozilla(?:\/|$)|\/\.config\/(?:google-chrome|chromium|BraveSoftware)(?:\/|$)|\/\.claude\/\.credentials|\/\.codex\/auth\.json$|\/\.local\/share\/opencode\/auth\.json$|\/\.gemini\/oauth_creds\.json$|\/\.cargo\/credentials|\/\.gem\/credentials$|\/\.m2\/settings(?:-security)?\.xml$|\/\.terraform\.d\/credentials|\/\.config\/rclone|^\/etc\/(?:g?shadow-?|sudoers|ssh\/ssh_host_[^/]*key|ssl\/private|wireguard)(?:\/|$)|^\/proc\/(?:[^/]+)\/(?:environ|mem|maps|auxv|fd\/.*)$|^\/(?:run|var\/run)\/secrets(?:\/|$)|^\/dev\/(?:mem|kmem|port)$|\/Library\/Keychains/;
const NAMED =
  /^(?:\.netrc|_netrc|\.pgpass|\.my\.cnf|\.git-credentials|\.vault-token|\.boto|\.s3cfg|\.htpasswd|\.bash_history|\.zsh_history|\.psql_history|\.mysql_history|\.python_history|\.node_repl_history|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^/]*\.(?:kdbx?|p12|pfx|jks|keystore|ppk)|wallet\.dat|(?:[^/]*[-_.])?private[-_.]?key(?:\.[^/]*)?|[^/]*[-_.]key\.pem|service[-_]account[^/]*\.json|credentials\.json|client_secrets?[^/]*\.json|master\.key|\.dev\.vars)$/i;
const DOTENV = /^\.env(?:\.|rc$|$)/;
const DOTENV_HARMLESS = /\.(?:example|sample|template|dist|defaults?|schema|tpl|tmpl|test|ci|md|ts|js)$/;
const SAMPLES = [".env", ".netrc", "id_rsa", "id_ed25519", ".git-credentials", ".pgpass", ".env.production"];

/** `path` absolute and normalised. */
export function isSecret(path: string, home: string): boolean {
  if (path.startsWith("/dev/fd/") || /^\/proc\/self\/fd\/\d+$/.test(path)) return false;
  if (PLACE.test(path)) return true;
  const name = nameOf(path);
  if (NAMED.test(name)) return true;
  if (DOTENV.test(name)) return !DOTENV_HARMLESS.test(name);
  if (name === ".npmrc" || name === ".pypirc" || name === ".yarnrc.yml") return path === `${home}/${name}`;
  // `.e*` and `id_*`, but not `*`, which names no hidden file.
  return hasGlob(name) && /[\w.]{2}/.test(name) && SAMPLES.some((sample) => couldBe(name, sample));
}
