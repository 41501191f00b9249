/** Processes, services, users, the machine itself. */

import { hitsOthers } from "../path/processes.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { isComputed, PARENT } from "../value.ts";
import type { RuleFile } from "./rule.ts";
import { SERVICE } from "./service.ts";

export const SYSTEM: RuleFile = {
  class: "system",
  rules: {
    "system.kill": {
      reason: "it ends processes that are not the agent's own",
      alternative:
        "Kill the process you started by its number, as in kill $! or kill $(lsof -ti:3000), or by a pattern that only it has.",
    },
    "system.power": {
      reason: "it stops or restarts the machine",
      alternative: "Leave the machine running; say in your report why a restart would be needed.",
    },
    "system.services": {
      reason: "it changes a service of the machine",
      alternative: "Start what you need as a process of your own, on a free port.",
    },
    "system.users": {
      reason: "it changes users, passwords or rights on the machine",
      alternative: "Work as the user you are.",
    },
    "system.root": {
      reason: "it opens a shell with another user's rights, where nothing can be judged",
      alternative: "Run the one command you need, without sudo if you can.",
    },
    "system.schedule": {
      reason: "it makes the machine run something later, when nobody watches",
      alternative: "Run it now, in the foreground.",
    },
    "system.kernel": {
      reason: "it changes mounts, the kernel, the firewall or the network of the machine",
      alternative: "Keep to files and processes of the checkout.",
    },
    "system.fork-bomb": {
      reason: "it starts processes without end",
      alternative: "Use a loop with a fixed number of rounds, or xargs -P.",
    },
  },
  checks: [
    ...SERVICE,
    {
      programs: "kill",
      find: ({ argv }) => {
        if (/^-[lL]/.test(argv[0] ?? "")) return null;
        const [first = ""] = argv;
        const dashes = argv.indexOf("--");
        const signal = /^-(?:[A-Z]+\d?|\d+)$/i.test(first) && argv.length > 1 && dashes !== 0;
        const targets = (dashes >= 0 ? argv.slice(dashes + 1) : signal ? argv.slice(1) : argv).filter(
          (arg, i, all) => !/^-[a-z]$/i.test(arg) && !/^-[sn]$/.test(all[i - 1] ?? "") && !/^--/.test(arg),
        );
        return targets.some(
          (t) => /^(?:-?[01]|-)$/.test(t) || t.includes(PARENT) || (isComputed(t) && t.startsWith("-")),
        )
          ? "system.kill"
          : null;
      },
    },
    {
      programs: "pkill killall",
      find: ({ argv, name }) => {
        const read = readArguments(
          argv.filter((arg) => !/^-(?:SIG)?[A-Z]{2,}\d?$|^-\d+$/.test(arg)),
          "-u -U -g -G -P -s -t -F --signal --euid --uid --pgroup --group --parent --session --terminal --pidfile --ns --user --context --older-than --younger-than",
        );
        if (read.flags.includes("-l")) return null;
        const narrowed = valuesOf(read, "-P", "--parent", "-t", "-F", "--pidfile");
        if (read.rest.length === 0)
          return narrowed.length > 0 && narrowed.every((v) => v !== "1" && !v.includes(PARENT))
            ? null
            : "system.kill";
        const exact = name === "killall" ? !read.flags.includes("-r") : read.flags.includes("-x");
        return read.rest.some((pattern) => hitsOthers(pattern, exact)) && narrowed.length === 0
          ? "system.kill"
          : null;
      },
    },
    { programs: "skill snice killall5 slay xkill", find: () => "system.kill" },
    {
      // What a person set for the desktop, all of it at once.
      programs: "gsettings dconf",
      find: ({ argv }) => /^(?:reset-recursively|reset|load)$/.test(argv[0] ?? "") && "system.users",
    },
    {
      // Sessions and process managers hold what other people started, too.
      programs: "tmux screen pm2",
      find: ({ argv, name }) =>
        (name === "tmux"
          ? argv.includes("kill-server")
          : name === "screen"
            ? argv.includes("-X") && !argv.includes("-S") && argv.includes("quit")
            : argv[0] === "kill" ||
              (/^(?:delete|del|stop|restart)$/.test(argv[0] ?? "") && argv[1] === "all")) && "system.kill",
    },
    {
      programs: "ipcrm",
      find: ({ argv }) => argv.some((arg) => /^(?:-[a-zA-Z]*a|--all(?:=.*)?)$/.test(arg)) && "system.kill",
    },
    {
      // Priorities and limits of processes that others started.
      programs: "prlimit renice taskset chrt ionice",
      find: ({ argv, name }) => {
        const pids = name === "renice" ? argv.slice(/^-\D/.test(argv[0] ?? "") ? 2 : 1) : [];
        const at = argv.findIndex((arg) => /^(?:-p|--pid|-u|--user|-g|--pgrp)(?:=|$)/.test(arg));
        const named = [argv[at]?.split("=")[1], argv[at + 1], argv[at + 2]];
        const target = [...pids, ...(at < 0 ? [] : named)].filter((one) => one !== undefined);
        return (
          (target.some((one) => one === "1" || one.includes(PARENT)) ||
            (name === "renice" && argv.some((arg) => /^(?:-u|--user)$/.test(arg)))) &&
          "system.kill"
        );
      },
    },
    {
      programs: "nsenter",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:-[a-z]*[at]\d*|--target(?:=.*)?|--all)$/.test(arg)) && "system.root",
    },
    {
      programs: "hwclock",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:-[a-z]*[ws]|--set|--systohc|--hctosys|--adjust)$/.test(arg)) &&
        "system.kernel",
    },
    {
      programs: "fuser",
      find: ({ argv }) =>
        argv.some((arg) => /^-\w*k|^--kill/.test(arg)) &&
        argv.some((arg) => /^\/(?:\w+\/?)?$|^-m|^-\w*m/.test(arg)) &&
        "system.kill",
    },
    {
      programs: "shutdown reboot halt poweroff telinit kexec pm-suspend pm-hibernate",
      find: ({ argv }) =>
        !argv.some((arg) => /^(?:--help|--version|-c|--show|-w|--wtmp-only)$/.test(arg)) && "system.power",
    },
    {
      programs: "dbus-send gdbus busctl qdbus",
      find: ({ argv }) =>
        argv.some((arg) =>
          /\.(?:Reboot|PowerOff|Suspend|Hibernate|Halt)\b|^(?:Reboot|PowerOff|Suspend|Hibernate|Halt)$/.test(
            arg,
          ),
        ) && "system.power",
    },
    {
      programs: "rtcwake",
      find: ({ argv }) =>
        argv.length > 0 &&
        !argv.includes("show") &&
        !argv.some((arg) => /^(?:--help|-n|--dry-run|-V|--version|--list-modes)$/.test(arg)) &&
        "system.power",
    },
    {
      programs: "init",
      find: ({ argv }) => /^[0-6sS]$/.test(argv[0] ?? "") && "system.power",
    },
    {
      programs: "dpkg-reconfigure loadkeys setfont kbd_mode locale-gen",
      find: ({ argv }) =>
        !argv.some((arg) => /^(?:--help|--version|-s|--show)$/.test(arg)) &&
        argv.length > 0 &&
        "system.kernel",
    },
    {
      programs:
        "useradd userdel usermod groupadd groupdel groupmod adduser deluser addgroup delgroup chpasswd visudo vipw vigr chsh gpasswd newusers chage pwconv faillock",
      find: () => "system.users",
    },
    {
      // Without this they write what they find wrong.
      programs: "grpck pwck",
      find: ({ argv }) => !argv.some((arg) => /^-[qs]*r|^--read-only$/.test(arg)) && "system.users",
    },
    {
      programs: "passwd",
      find: ({ argv }) => !argv.some((arg) => /^(?:-S|--status|--help)$/.test(arg)) && "system.users",
    },
    {
      programs: "sudo doas su pkexec runuser",
      find: (call) => {
        const { argv, name } = call;
        if (argv.includes("--help")) return null;
        if (name === "su" || name === "runuser")
          return argv.some((arg) => /^(?:-c|--command.*)$/.test(arg)) ? null : "system.root";
        if (
          argv.some((arg) => /^-(?:[a-zA-Z]*[is])$/.test(arg)) &&
          !argv.some((arg, i) => i > 0 && !arg.startsWith("-") && /^-[a-zA-Z]*[is]$/.test(argv[i - 1] ?? ""))
        )
          return "system.root";
        if (argv.some((arg) => /^(?:-e|--edit)$/.test(arg))) return "filesystem.write-outside";
        const inner = argv.filter((arg) => !arg.startsWith("-"));
        return inner.length > 0 &&
          /^(?:su|bash|sh|zsh|dash|fish|ksh)$/.test(inner[inner.length - 1]?.split("/").at(-1) ?? "")
          ? "system.root"
          : null;
      },
    },
    { programs: "sudoedit", find: () => "filesystem.write-outside" },
    {
      programs: "crontab",
      find: ({ argv }) =>
        !(argv.includes("-l") && !argv.includes("-r")) && !argv.includes("--help") && "system.schedule",
    },
    {
      programs: "at batch",
      find: ({ argv }) => !argv.some((arg) => /^-(?:l|V|c)$/.test(arg)) && "system.schedule",
    },
    { programs: "atrm", find: ({ argv }) => argv.length > 0 && !argv.includes("-V") && "system.schedule" },
    {
      programs: "systemd-run",
      find: ({ argv }) => argv.some((arg) => /^--on-|^--timer-property/.test(arg)) && "system.schedule",
    },
    {
      programs: "mount",
      find: ({ argv }) =>
        readArguments(argv, "-t -o -O").rest.length > 0 || argv.includes("-a") ? "system.kernel" : null,
    },
    {
      programs:
        "umount swapoff swapon modprobe rmmod insmod depmod iptables ip6tables nft iptables-restore firewall-cmd pivot_root mknod update-grub update-initramfs dracut sysrq setenforce aa-teardown apparmor_parser auditctl ifdown ifup wg-quick netplan nmcli tc ebtables",
      find: ({ argv, name }) =>
        !argv.some((arg) =>
          /^(?:-L|--list\S*|-S|--version|--help|-n|list|show|status|--state|-V|--get\S*|device|connection)$/.test(
            arg,
          ),
        ) &&
        (name !== "modprobe" || argv.length > 0) &&
        "system.kernel",
    },
    {
      programs: "ufw",
      find: ({ argv }) => !/^(?:status|version|show|app)$/.test(argv[0] ?? "") && "system.kernel",
    },
    {
      programs: "sysctl",
      find: ({ argv }) =>
        (argv.some((arg) => /^(?:-w|--write|-p|--load.*|--system)$/.test(arg)) ||
          argv.some((arg) => /^[\w./]+=/.test(arg))) &&
        "system.kernel",
    },
    {
      programs: "ip ifconfig route",
      find: ({ argv }) =>
        argv.some((arg) => /^(?:add|del|delete|flush|set|down|up|change|replace)$/.test(arg)) &&
        "system.kernel",
    },
    {
      programs: "timedatectl hostnamectl localectl",
      find: ({ argv }) => argv.some((arg) => /^set-/.test(arg)) && "system.kernel",
    },
    {
      programs: "date",
      find: ({ argv }) => argv.some((arg) => /^(?:-s|--set.*)$/.test(arg)) && "system.kernel",
    },
  ],
};
