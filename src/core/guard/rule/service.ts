/** Services of the machine, and what keeps them: systemd, init scripts, supervisors, logs. */
import { readArguments } from "../run/options.ts";
import type { Check } from "./rule.ts";

const SERVICES =
  /^(?:stop|restart|disable|mask|kill|reload|start|enable|isolate|poweroff|reboot|halt|suspend|hibernate|emergency|rescue|default|set-default|daemon-reexec|try-restart|reload-or-restart|edit|revert|set-property|set-environment|unmask|link|reset-failed|kexec|soft-reboot)$/;

const SYSTEMCTL =
  "-t -p -P -n -o -H -M -s --type --property --lines --output --state --host --machine --signal --kill-whom --kill-value --job-mode --root --image --what --when --preset-mode --message --legend --timestamp";
const LOGINCTL = "-p -P -s -H -M -n -o --property --signal --kill-whom --host --machine --lines --output";

export const SERVICE: readonly Check[] = [
  {
    programs: "journalctl",
    find: ({ argv }) =>
      argv.some((arg) => /^--(?:vacuum-\w+|rotate|setup-keys|relinquish-var)/.test(arg)) && "system.services",
  },
  { programs: "k3s-uninstall.sh k3s-killall.sh rke2-uninstall.sh", find: () => "system.services" },
  {
    programs: "nixos-rebuild darwin-rebuild home-manager",
    find: ({ argv }) => argv.some((arg) => /^(?:switch|boot|test)$/.test(arg)) && "system.services",
  },
  {
    programs: "systemctl",
    find: ({ argv }) => {
      const verb = readArguments(argv, SYSTEMCTL).rest[0] ?? "";
      return /^(?:poweroff|reboot|halt|suspend|hibernate|kexec|soft-reboot|emergency|rescue)$/.test(verb)
        ? "system.power"
        : SERVICES.test(verb)
          ? "system.services"
          : null;
    },
  },
  {
    programs: "loginctl",
    find: ({ argv }) =>
      /^(?:terminate|kill|lock|enable-linger|disable-linger|poweroff|reboot)/.test(
        readArguments(argv, LOGINCTL).rest[0] ?? "",
      ) && "system.services",
  },
  {
    programs: "service rc-service invoke-rc.d",
    find: ({ argv }) =>
      argv.some((arg) => /^(?:stop|restart|start|reload|force-reload|--full-restart)$/.test(arg)) &&
      "system.services",
  },
  {
    programs: "launchctl",
    find: ({ argv }) =>
      /^(?:unload|load|bootout|bootstrap|remove|stop|start|kill|kickstart|disable|enable|submit|reboot)$/.test(
        argv[0] ?? "",
      ) && "system.services",
  },
  {
    programs: "sv runsvchdir s6-svc s6-rc",
    find: ({ argv, name }) =>
      (name === "sv"
        ? /^(?:down|stop|exit|kill|term|restart|force-\w+|shutdown|try-restart|up|start|d|u|x|t|k)$/.test(
            argv.find((a) => !a.startsWith("-")) ?? "",
          )
        : argv.length > 0) && "system.services",
  },
  {
    programs: "machinectl",
    find: ({ argv }) =>
      /^(?:terminate|kill|poweroff|reboot|remove|disable|clean|stop|start)$/.test(
        argv.find((a) => !a.startsWith("-")) ?? "",
      ) && "system.services",
  },
  {
    programs: "logrotate",
    find: ({ argv }) =>
      !argv.some((arg) => /^(?:-d|--debug|--help|-\?|--version|--usage)$/.test(arg)) &&
      argv.length > 0 &&
      "system.services",
  },
  {
    programs: "supervisorctl update-rc.d chkconfig rc-update initctl",
    find: ({ argv }) =>
      argv.some((arg) =>
        /^(?:stop|shutdown|remove|disable|restart|del|delete|off|clear|start|reload)$/.test(arg),
      ) && "system.services",
  },
];
