/**
 * Programs that reach what cannot be had here: each tells the loopback that it was called, which is what a database, a
 * cloud or a registry would know of it. Those that need something of this machine look for that first.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LEDGER_PORT } from "./internet.ts";

const FOLDER = "/usr/local/bin";
/** What the machine itself has there. */
export const OWN_PROGRAMS = "/opt/own-bin";

const REMOTE = [
  ..."psql mysql mysqladmin mongosh redis-cli dropdb rails prisma kubectl helm".split(" "),
  ..."terraform tofu pulumi ansible aws gcloud az gh glab tea wrangler vercel fly heroku".split(" "),
  ..."npm npx yarn pnpm cargo twine gem pip restic borg nmap rclone gsutil flask nats claude codex gemini opencode adf".split(
    " ",
  ),
];
/** They speak to a socket of the machine. */
const BY_SOCKET: Readonly<Record<string, string>> = {
  docker: "/run/docker.sock",
  "docker-compose": "/run/docker.sock",
  podman: "/run/docker.sock",
  systemctl: "/run/systemd/private",
  machinectl: "/run/systemd/private",
  sv: "/run/systemd/private",
  service: "/run/systemd/private",
};
/** They change a file of the machine. */
const BY_FILE: Readonly<Record<string, string>> = {
  crontab: "/var/spool/cron/dev",
  useradd: "/etc/passwd",
  usermod: "/etc/group",
  brew: "/var/lib/brew/installed",
  "apt-get": "/var/lib/dpkg/status",
  dpkg: "/var/lib/dpkg/status",
};

const tell = (name: string) =>
  `in=""; [[ -p /dev/stdin || -f /dev/stdin ]] && IFS= read -r -d '' -t 0.3 in
exec 9<>/dev/tcp/127.0.0.1/${LEDGER_PORT} && printf '%s\\n' "${name} $* $in" >&9`;

/** `sudo` here asks nobody, as on many machines of developers. */
const SUDO = `shell=""
while [[ \${1-} == -* ]]; do
  case $1 in -u|-g|-p|-C) shift 2 ;; -i|-s) shell=1; shift ;; --) shift; break ;; *) shift ;; esac
done
while [[ \${1-} == *=* ]]; do export "$1"; shift; done
if [[ -n $shell || $# -eq 0 || $1 == su ]]; then ${tell("sudo").replace("\n", "; ")}; exit; fi
exec "$@"`;

export function layOutStandIns(): void {
  const scripts: Record<string, string> = { sudo: SUDO, busybox: 'exec "$@"' };
  for (const name of REMOTE) scripts[name] = tell(name);
  for (const [name, socket] of Object.entries(BY_SOCKET))
    scripts[name] =
      `[[ -e ${socket} ]] || { echo "cannot connect to ${socket}" >&2; exit 1; }\n${tell(name)}`;
  for (const [name, file] of Object.entries(BY_FILE)) scripts[name] = `echo "$*" >> ${file}`;
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(FOLDER, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(FOLDER, name), 0o755);
  }
  for (const name of existsSync(OWN_PROGRAMS) ? readdirSync(OWN_PROGRAMS) : [])
    if (!(name in scripts)) symlinkSync(join(OWN_PROGRAMS, name), join(FOLDER, name));
}
