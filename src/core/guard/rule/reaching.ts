/** What reaches into a network by other ways than a request, takes a cloud's credentials, or lays files open to others. */
import { zoneOf } from "../path/zone.ts";
import type { Call } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { isMetadata, isRemote } from "./address.ts";
import type { Check } from "./rule.ts";

const EXFIL = "network.exfiltrate";
const SOCKETS = /(?:docker|containerd|podman|crio|buildkitd)\.sock$/;

/** Options with a value that may stand before the verb. */
const BEFORE = "--profile --region --config --project --account --configuration -o -h";

/** Folders that are not the agent's, offered to whoever asks. */
const offers = (folders: readonly string[], { frame, place }: Call): string | null =>
  !frame.remote &&
  folders.some((folder) =>
    frame.scope.cwd.some((cwd) => /^(?:outside|root|control)$/.test(zoneOf(folder, cwd, place))),
  )
    ? "network.listen"
    : null;

/**
 * A whole checkout, or what is not the agent's, into a store in a cloud: the target stands behind it and is named by a scheme or
 * a remote. One folder of results is what such a copy is for.
 */
function uploads(call: Call, cloud: RegExp): string | null {
  const words = readArguments(call.argv, `${BEFORE} --acl --exclude --include -i -u`).rest;
  const to = words.findLastIndex((word) => cloud.test(word));
  const whole = words
    .slice(0, Math.max(to, 0))
    .some(
      (from) =>
        /^[./~]/.test(from) &&
        !cloud.test(from) &&
        call.frame.scope.cwd.some((cwd) =>
          /^(?:outside|root|control|own-root)$/.test(zoneOf(from, cwd, call.place)),
        ),
    );
  return whole ? EXFIL : null;
}

export const REACHING: readonly Check[] = [
  {
    programs: "curl wget http https xh httpie aria2c fetch lynx w3m nc ncat",
    find: ({ argv }) => argv.some(isMetadata) && "secret.read",
  },
  {
    programs: "curl",
    find: ({ argv }) => {
      const read = readArguments(argv, "--unix-socket --abstract-unix-socket -X -H -d -o");
      if (valuesOf(read, "--unix-socket", "--abstract-unix-socket").some((path) => SOCKETS.test(path)))
        return "container.escape";
      return (
        argv.some((arg) =>
          /^(?:telnet|gopher|dict|smtps?|imaps?|pop3s?|ldaps?|mqtt|tftp|smbs?):\/\//i.test(arg),
        ) && "network.raw-socket"
      );
    },
  },
  {
    programs:
      "nmap zmap masscan rustscan unicornscan nikto sqlmap gobuster ffuf wfuzz dirb hydra medusa ncrack patator wpscan nuclei arp-scan netdiscover hping3",
    find: ({ argv }) => {
      const words = argv.filter((arg) => !arg.startsWith("-"));
      const asks = argv.some((arg) => /^(?:-h|--help|-V|--version)$/.test(arg));
      const target = words.findLast((word) => /[.:]|^localhost$/.test(word));
      return (
        argv.length > 0 &&
        !asks &&
        (target === undefined || /\/\d+$/.test(target) || isRemote(target)) &&
        "network.scan"
      );
    },
  },
  {
    programs:
      "ettercap bettercap arpspoof dsniff sslstrip mitmproxy responder aircrack-ng airodump-ng aireplay-ng kismet",
    find: ({ argv }) => !argv.some((arg) => /^(?:-h|--help|-V|--version)$/.test(arg)) && "network.scan",
  },
  {
    programs: "tcpdump tshark dumpcap ngrep",
    find: ({ argv }) => {
      if (argv.some((arg) => /^(?:-r\S*|-D|-h|--help|--version|--list-interfaces)$/.test(arg))) return null;
      const own = argv.some((arg, i) => /^-i?lo$/.test(arg) || (arg === "lo" && argv[i - 1] === "-i"));
      return !own && "network.scan";
    },
  },
  {
    programs: "python",
    find: (call) => {
      const read = readArguments(call.argv, "-m -W -X -d --directory -b --bind");
      return /^(?:http\.server|SimpleHTTPServer)$/.test(valuesOf(read, "-m")[0] ?? "")
        ? offers(valuesOf(read, "-d", "--directory"), call)
        : null;
    },
  },
  {
    programs: "php",
    find: (call) => {
      const read = readArguments(call.argv, "-S -t -d -c");
      return read.flags.includes("-S") ? offers(valuesOf(read, "-t"), call) : null;
    },
  },
  {
    programs: "busybox",
    find: (call) =>
      call.argv[0] === "httpd"
        ? offers(valuesOf(readArguments(call.argv.slice(1), "-h -p -c -r -u"), "-h"), call)
        : null,
  },
  {
    programs: "serve http-server live-server sirv sfz miniserve caddy darkhttpd",
    find: (call) => {
      const read = readArguments(call.argv, "-p -l -a -c -i -r --port --listen --root --host");
      return offers(
        [...valuesOf(read, "--root", "-r"), ...read.rest].filter((word) => /^[./~]/.test(word)),
        call,
      );
    },
  },
  {
    programs: "gsutil",
    find: (call) => (/^(?:cp|mv|rsync)$/.test(verb(call)) ? uploads(call, /^gs:\/\//) : null),
  },
  {
    programs: "gcloud",
    find: (call) => (verb(call) === "storage" ? uploads(call, /^gs:\/\//) : null),
  },
  {
    programs: "rclone",
    find: (call) =>
      /^(?:copy|copyto|sync|bisync|rcat)$/.test(verb(call)) ? uploads(call, /^[\w-]+:(?!\/\/)/) : null,
  },
  {
    programs: "aws s3cmd s5cmd",
    find: (call) =>
      call.argv.some((arg) => /^(?:cp|put|sync|mv)$/.test(arg)) &&
      !call.argv.some((arg) => /^--dry-?run$/.test(arg) || /localhost|127\.0\.0\.1/.test(arg))
        ? uploads(call, /^s3:\/\//)
        : null,
  },
  {
    programs: "az",
    find: ({ argv }) => /\bstorage (?:blob|file) upload(?:-batch)?\b/.test(argv.join(" ")) && EXFIL,
  },
];

const verb = ({ argv }: Call): string => readArguments(argv, BEFORE).rest[0] ?? "";
