/**
 * Commands that people really wrote: lines of shell scripts and of package.json on this machine, drawn anew at each run.
 * A line is taken when it stands alone: a whole command that sets, runs and needs nothing of its script.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "unbash";

const ROOT = join(import.meta.dirname, "../../..");

/** Written to change the machine, by people who may: the guard is right to refuse them to an agent. */
const FOR_OWNERS =
  /\b(?:sudo|apt-get|dpkg|rpm|yum|systemctl|service|mount|umount|modprobe|useradd|adduser|groupadd|chown|chgrp|mkfs|update-rc\.d|update-\w+|npm publish|git push|ldconfig|passwd|rm|mv|cp|ln|install|kill|killall|eval|exec|crontab|iptables|sysctl|reboot|shutdown|mkswap|swapon|chmod|unlink|rmdir|tee|dd|install-info|gpg|debconf\S*|invoke-rc\.d|deb-systemd\S*|py3?clean|su|perl|python3?|trap)\b|[^12&>]>>?\s*(?:"?[$/]|&)|[*]\s*[)]/;

export function drawn(wanted: number): readonly string[] {
  const lines = new Set<string>();
  for (const line of [...packageScripts(), ...shellLines()]) {
    lines.add(line);
    if (lines.size >= wanted) break;
  }
  return [...lines];
}

function* packageScripts(): Generator<string> {
  for (const folder of names(join(ROOT, "node_modules"))) {
    const at = join(ROOT, "node_modules", folder);
    for (const one of folder.startsWith("@") ? names(at).map((name) => join(at, name)) : [at]) {
      const text = readText(join(one, "package.json"));
      const scripts =
        text === null ? {} : ((JSON.parse(text) as { scripts?: Record<string, unknown> }).scripts ?? {});
      for (const line of Object.values(scripts))
        if (typeof line === "string" && !/\bpublish\b|git push|np\b|semantic-release/.test(line)) yield line;
    }
  }
}

function* shellLines(): Generator<string> {
  for (const folder of [
    "/usr/bin",
    "/usr/sbin",
    "/etc/init.d",
    "/etc/profile.d",
    "/usr/lib/git-core",
    "/usr/share/bash-completion/completions",
    "/usr/share/git-core",
    "/etc/cron.daily",
  ]) {
    for (const name of names(folder)) {
      const text = readText(join(folder, name));
      if (text === null || !/^#!.*\bsh\b|^#!.*bash|bash-completion/.test(text.slice(0, 400))) continue;
      for (const line of text.split("\n").map((one) => one.trim())) if (standsAlone(line)) yield line;
    }
  }
}

function standsAlone(line: string): boolean {
  if (
    line.length < 4 ||
    line.length > 300 ||
    /^[#\])}]|\\$|[|&(]$|^(?:then|else|fi|do|done|esac|elif|return|exit|break|local|shift)\b|;;/.test(line)
  )
    return false;
  if (FOR_OWNERS.test(line) || /^[$"]/.test(line)) return false;
  const script = parse(line);
  return (script.errors?.length ?? 0) === 0 && script.commands.length > 0;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return statSync(path).size < 300_000 ? readFileSync(path, "utf8") : null;
  } catch {
    return null;
  }
}
