/** The network: running what was downloaded, sending data away, opening the machine. */
import { WHOLE } from "../run/builtin.ts";
import { type Call, deeper, type Machine } from "../run/machine.ts";
import { given, readArguments, valuesOf } from "../run/options.ts";
import { ANY, ENV, TOKEN } from "../value.ts";
import { FORGE_API, isLoopback, isRemote } from "./address.ts";
import { REACHING } from "./reaching.ts";
import type { RuleFile } from "./rule.ts";

const EXFIL = "network.exfiltrate";
const CURL =
  "-o -d -H -X -u -A -e -b -c -T -F -w -m -x -E -K -D --output --header --data --data-raw --data-binary --data-urlencode --data-ascii --json --request --url --user --form --form-string --upload-file --max-time --connect-timeout --retry --proxy --cert --key --cacert --config --cookie --cookie-jar --user-agent --referer --write-out --resolve --dump-header --retry-delay --range -r -C --limit-rate --interface --unix-socket";

function curl(call: Call, m: Machine): string | null {
  const read = readArguments(
    call.argv.map((arg) => arg.replace(/^--req(?:u|ue|ues)?(?==|$)/, "--request")),
    CURL,
  );
  for (const file of valuesOf(read, "-K", "--config")) {
    const text = file === "-" ? (call.frame.stdin ?? "") : (m.read(file, call.frame) ?? "");
    m.argv(
      [
        "curl",
        ...configured(text),
        ...call.argv.filter((arg) => !/^(?:-K|--config)/.test(arg) && arg !== file),
      ],
      deeper(call.frame),
    );
  }
  const headers = valuesOf(read, "-H", "--header");
  const urls = [...read.rest, ...valuesOf(read, "--url")];
  if (urls.length === 0 || !urls.some(isRemote)) return null;
  const method = valuesOf(read, "-X", "--request").at(-1)?.toUpperCase();
  if (method === "DELETE" || headers.some((one) => /^x-(?:http-)?method(?:-override)?:\s*delete/i.test(one)))
    return "network.remote-delete";
  const uploads = valuesOf(read, "-T", "--upload-file");
  const sent = [
    ...valuesOf(read, "-d", "--data", "--data-binary", "--data-ascii", "--data-urlencode", "--json"),
    ...valuesOf(read, "-F", "--form"),
  ];
  // Only the Worker writes on a forge; an agent asks for it in its answer.
  const writes =
    method === undefined ? sent.length > 0 && !given(read, "-G", "--get") : !/^(?:GET|HEAD)$/.test(method);
  if (writes && urls.some((url) => FORGE_API.test(url))) return "infrastructure.forge";
  if (uploads.length > 0) return EXFIL;
  if (sent.some((text) => /^(?:[\w.-]+=)?[@<]-/.test(text) && telling(call.frame.stdin ?? ENV, m)))
    return EXFIL;
  if (valuesOf(read, "-F", "--form").some((text) => /=[@<]/.test(text))) return EXFIL;
  if (sent.some((text) => /^(?:[\w.-]*=?)@[^-]/.test(text))) return EXFIL;
  if ([...urls, ...sent].some((text) => text.includes(TOKEN))) return EXFIL;
  // One credential in a header is how a client says who it is; all variables are not.
  if (headers.some((text) => text.includes(WHOLE.trim()))) return EXFIL;
  if (urls.some((url) => isRemote(url) && url.includes("?") && url.slice(url.indexOf("?")).includes(ANY)))
    return EXFIL;
  return sent.some((text) => text.includes(ANY) && !/^[@<]/.test(text)) ? EXFIL : null;
}

/** Lines of a file of curl's options: `request = "DELETE"`, `-X DELETE`, `-XDELETE`. */
const configured = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => {
    const [, name = "", value = ""] = /^(-?-?[\w-]+)[=:\s]*([\s\S]*)$/.exec(line.trim()) ?? [];
    if (name === "") return [];
    const option = name.startsWith("-") ? name : `--${name}`;
    return value === "" ? [option] : [option, value.replace(/^"|"$/g, "")];
  });

/** Standard input that was read or computed, not typed into the line. */
const telling = (input: string, m: Machine): boolean =>
  /[\ufdd0\ufdd1\ufdd2]/.test(input) || m.fromDisk(input);

function wget(call: Call): string | null {
  const read = readArguments(
    call.argv,
    "-O -P -o -U -t -T --output-document --header --post-data --post-file --body-data --body-file --method --directory-prefix",
  );
  if (!read.rest.some(isRemote)) return null;
  if (valuesOf(read, "--method").some((m) => m.toUpperCase() === "DELETE")) return "network.remote-delete";
  const sent = valuesOf(read, "--post-data", "--body-data");
  return valuesOf(read, "--post-file", "--body-file").length > 0 ||
    sent.some((text) => text.includes(ANY)) ||
    [...read.rest, ...sent].some((text) => text.includes(TOKEN))
    ? EXFIL
    : null;
}

/** Spoken to a store without its client: Redis and memcached understand plain lines. */
const commands = (text: string): boolean =>
  /^[ \t]*(?:flushall|flushdb|flush_all|shutdown|config set|debug segfault)\b/im.test(text);

function netcat(call: Call, m: Machine): string | null {
  const read = readArguments(
    call.argv,
    "-e -c -p -s -w -g -i -o -x -X -q --exec --sh-exec --lua-exec --source-port -m",
  );
  if (call.argv.some((arg) => /^-(?=[a-zA-Z]*$)[a-zA-Z]*[ec]|^--(?:sh-|lua-)?exec/.test(arg)))
    return "network.reverse-shell";
  if (given(read, "-z")) return null;
  if (given(read, "-l", "--listen"))
    return call.frame.stdin === undefined || call.frame.stdin === ""
      ? null
      : telling(call.frame.stdin, m)
        ? "network.listen"
        : null;
  const [host = ""] = read.rest;
  if (host === "") return null;
  if (isLoopback(host)) return commands(call.frame.stdin ?? "") ? "database.destroy" : null;
  return call.frame.stdin !== undefined && call.frame.stdin !== "" ? EXFIL : "network.raw-socket";
}

function copies(call: Call): string | null {
  const read = readArguments(
    call.argv,
    call.name === "scp"
      ? "-P -i -o -F -l -S -c -J"
      : "-e -f -T -B --rsh --exclude --include --filter --exclude-from --include-from --files-from --log-file --bwlimit --timeout --port --rsync-path --password-file",
  );
  const target = read.rest.at(-1) ?? "";
  const remote =
    /^(?:rsync|scp|sftp):\/\//.test(target) ||
    (/^(?:[\w.-]+@)?[\w.-]+::?[^/]?/.test(target.split("/")[0] ?? "") && target.includes(":"));
  if (!remote || read.rest.length < 2) return null;
  return isLoopback(/(?:@|^)([\w.-]+):/.exec(target)?.[1] ?? "") ? null : EXFIL;
}

export const NETWORK: RuleFile = {
  class: "network",
  rules: {
    "network.download-run": {
      reason: "it runs what it has just downloaded, unseen",
      alternative:
        "Download to a file, read it, then run it in a line of its own; better, install the package from its registry.",
    },
    "network.reverse-shell": {
      reason: "it gives a program on the network a shell on this machine",
      alternative: "Connect nothing to a shell; use curl against a server on 127.0.0.1 for tests.",
    },
    "network.raw-socket": {
      reason: "it opens a raw connection to another machine",
      alternative: "Use curl or the project's own client; nc -z host port only looks whether a port is open.",
    },
    "network.exfiltrate": {
      reason: "it sends files or computed data to another machine",
      alternative: "Keep results in the checkout: what is committed reaches the people who should see it.",
    },
    "network.remote-delete": {
      reason: "it asks a server elsewhere to delete something",
      alternative: "Test against a server on 127.0.0.1.",
    },
    "network.scan": {
      reason: "it searches or attacks other machines, or listens to what they say",
      alternative: "Look at your own server on 127.0.0.1; nc -z host port looks whether one port is open.",
    },
    "network.listen": {
      reason: "it offers files of this machine to the network",
      alternative: "Bind to 127.0.0.1.",
    },
    "network.tunnel": {
      reason: "it opens a tunnel between this machine and the network",
      alternative: "Test against 127.0.0.1 directly.",
    },
  },
  checks: [
    ...REACHING,
    { programs: "curl", find: curl },
    { programs: "wget", find: wget },
    {
      programs: "http https xh xhs curlie httpie",
      find: ({ argv }) => {
        const words = argv.filter((a) => !a.startsWith("-"));
        const named = /^[A-Za-z]+$/.test(words[0] ?? "") && words.length > 1;
        const [verb, url = ""] = named ? words : ["", ...words];
        if (!isRemote(url)) return null;
        if (/^delete$/i.test(verb ?? "")) return "network.remote-delete";
        const items = words.slice(named ? 2 : 1);
        const writes =
          /^(?:post|put|patch)$/i.test(verb ?? "") || items.some((a) => /^[\w-]+:?=(?!=)/.test(a));
        if (writes && FORGE_API.test(url)) return "infrastructure.forge";
        return items.some((a) => /^[\w-]+(?:@|:?=@)/.test(a)) ? EXFIL : null;
      },
    },
    { programs: "nc ncat netcat nc.openbsd nc.traditional", find: netcat },
    {
      programs: "socat",
      find: ({ argv }) => {
        const line = argv.join(" ");
        return /\b(?:exec|system|pty|shell)\b[:,]/i.test(line)
          ? "network.reverse-shell"
          : /(?:tcp|udp|openssl|sctp)\d?(?:-connect)?:(?!localhost|127\.|\[::1\])/i.test(line) &&
              !/(?:tcp|udp)\d?-listen/i.test(line)
            ? "network.raw-socket"
            : null;
      },
    },
    {
      programs: "telnet",
      find: ({ argv, frame }) => {
        const [host = ""] = argv.filter((a) => !a.startsWith("-"));
        if (isLoopback(host) && commands(frame.stdin ?? "")) return "database.destroy";
        return host !== "" && !isLoopback(host) && frame.stdin !== undefined ? "network.raw-socket" : null;
      },
    },
    {
      programs: "openssl",
      find: ({ argv, frame }, m) => {
        if (argv[0] !== "s_client") return null;
        const at = argv.indexOf("-connect");
        return isRemote(argv[at + 1] ?? "") && frame.stdin !== undefined && telling(frame.stdin, m)
          ? EXFIL
          : null;
      },
    },
    {
      programs: "npx bunx pnpx",
      find: ({ argv }) => {
        const read = readArguments(argv, "-p --package -c --call -w --workspace", true);
        const packages = [...valuesOf(read, "-p", "--package"), ...read.rest.slice(0, 1)];
        return packages.some((one) => /^https?:\/\//.test(one) && isRemote(one)) && "network.download-run";
      },
    },
    { programs: "scp rsync", find: copies },
    {
      programs: "sftp ftp lftp tftp ncftpput",
      find: (call) => {
        const host = call.argv.filter((a) => !a.startsWith("-"))[0] ?? "";
        return host !== "" &&
          isRemote(host) &&
          (call.frame.stdin !== undefined ||
            call.name === "ncftpput" ||
            call.argv.some((a) => /^-[bce]$/.test(a)))
          ? EXFIL
          : null;
      },
    },
    {
      programs: "ssh autossh",
      find: ({ argv }) => {
        const tunnel = argv.some((a) => /^-[a-zA-Z]*[RDw]/.test(a));
        return tunnel ? "network.tunnel" : null;
      },
    },
    {
      programs:
        "ngrok cloudflared localtunnel lt bore frpc chisel tailscale pagekite serveo zrok iodine dnscat dnscat2 ptunnel",
      find: ({ argv, name }) =>
        argv.length > 0 &&
        !/^(?:--version|version|--help|help|status)$/.test(argv[0] ?? "") &&
        !(name === "tailscale" && /^(?:ip|ping|netcheck)$/.test(argv[0] ?? "")) &&
        "network.tunnel",
    },
    { programs: "mail mailx sendmail mutt msmtp swaks", find: () => EXFIL },
    {
      programs: "dig nslookup host ping",
      find: ({ argv }) => argv.some((a) => /[\ufdd0\ufdd2].*\.[a-z]{2,}/i.test(a)) && EXFIL,
    },
    {
      programs: "telegram-send slack-cat transfer croc wormhole magic-wormhole gist pastebinit",
      find: () => EXFIL,
    },
  ],
};
