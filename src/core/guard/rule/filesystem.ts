/** Deleting, overwriting, permissions, devices: by place, not by option. `rm` without `-r` deletes too. */
import { foundBy } from "../run/each.ts";
import type { Call, Machine } from "../run/machine.ts";
import { given, readArguments, valuesOf } from "../run/options.ts";
import { BACKUP } from "./backup.ts";
import { deletion } from "./deletion.ts";
import { opened } from "./opened.ts";
import { PERMISSIONS } from "./permissions.ts";
import { REPLACING } from "./replacing.ts";
import { RESULT_OPTIONS } from "./result-option.ts";
import { COPY, destination, results } from "./results.ts";
import type { RuleFile } from "./rule.ts";

const first = <T>(list: readonly T[], find: (item: T) => string | null): string | null => {
  for (const item of list) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
};
const deletes = (paths: readonly string[], call: Call) => first(paths, (path) => deletion(path, call));
const writes = (paths: readonly string[], call: Call, m: Machine) =>
  first(paths, (path) => opened(path, "write", call.frame, m));

export const FILESYSTEM: RuleFile = {
  class: "filesystem",
  rules: {
    "filesystem.delete-outside": {
      reason: "it deletes or moves away files outside the checkout, which are not the agent's",
      alternative: "Delete only inside the checkout or below /tmp, and name the path in full.",
    },
    "filesystem.delete-checkout": {
      reason: "it deletes or changes the whole checkout or its .git, and with it work that is nowhere else",
      alternative: "Name the folders that are to go, such as dist or node_modules.",
    },
    "filesystem.delete-unknown": {
      decision: "ask",
      reason: "it deletes a path that cannot be known from the line",
      alternative: "Write the path itself instead of computing it or taking it from an unset variable.",
    },
    "filesystem.delete-backup": {
      reason: "it deletes backups, snapshots or what was kept to go back to",
      alternative: "List them, as in restic snapshots or borg list, and leave the deleting to a person.",
    },
    "filesystem.write-outside": {
      reason: "it writes or overwrites a file outside the checkout",
      alternative: "Write inside the checkout or below /tmp.",
    },
    "filesystem.device": {
      reason: "it writes to a device, or makes a file system",
      alternative: "Use a file in the checkout as an image, if one is needed at all.",
    },
    "filesystem.permissions": {
      reason:
        "it changes permissions or owners outside the checkout, gives a program somebody else's rights, or opens everything to everybody",
      alternative:
        "Change the mode of the one file in the checkout that needs it, as in chmod +x scripts/build.sh.",
    },
  },
  checks: [
    {
      programs: "rm rmdir unlink shred srm wipe scrub trash trash-put rimraf del-cli",
      find: (call) => {
        const read = readArguments(
          call.argv,
          call.name === "shred"
            ? "-n -s --iterations --size --random-source"
            : call.name === "scrub"
              ? "-p -b -s -D -X"
              : "",
        );
        return deletes(read.rest, call);
      },
    },
    {
      programs: "gio",
      find: (call) =>
        /^(?:trash|remove)$/.test(call.argv[0] ?? "")
          ? deletes(readArguments(call.argv.slice(1)).rest, call)
          : null,
    },
    {
      programs: "find",
      find: (call, m) => {
        const { argv } = call;
        const prints = argv.filter((_, i) => /^-(?:fprint0?|fprintf|fls)$/.test(argv[i - 1] ?? ""));
        return (argv.includes("-delete") ? deletes(foundBy(argv), call) : null) ?? writes(prints, call, m);
      },
    },
    {
      programs: "mv rename",
      find: (call, m) => {
        const read = readArguments(call.argv, COPY);
        const { sources, target } = destination(read);
        if (call.name === "rename") return deletes(read.rest.slice(1), call);
        return deletes(sources, call) ?? (target === undefined ? null : writes([target], call, m));
      },
    },
    {
      programs: "cp install ln scp",
      find: (call, m) => {
        const read = readArguments(call.argv, call.name === "scp" ? "-P -i -o -F -l -S -c -J" : COPY);
        const { sources, target } = destination(read);
        if (call.name === "install" && given(read, "-d", "--directory")) return null;
        if (call.name === "ln" && sources.length === 0) return null;
        if (target === undefined || /^[^/]+:/.test(target)) return null;
        return writes([target], call, m);
      },
    },
    {
      programs: "tee sponge truncate fallocate mkfifo",
      find: (call, m) => writes(readArguments(call.argv, "-s -r -o -l --size --reference").rest, call, m),
    },
    {
      programs: "sort shuf split csplit openssl gpg ed ex vim vi nvim",
      find: (call, m) => writes(results(call), call, m),
    },
    ...REPLACING,
    ...BACKUP,
    ...PERMISSIONS,
    ...RESULT_OPTIONS,
    {
      programs: "dd",
      find: (call, m) =>
        writes(
          call.argv.filter((arg) => arg.startsWith("of=")).map((arg) => arg.slice(3)),
          call,
          m,
        ),
    },
    {
      programs: "sed gsed perl ruby",
      find: (call, m) => {
        const edits =
          call.argv.some((arg) => /^-[nrEsuz]*i|^--in-place/.test(arg)) ||
          (call.name !== "sed" && call.argv.some((arg) => /^-[pnlwa]*i/.test(arg)));
        if (!edits) return null;
        const read = readArguments(
          call.argv.filter((arg) => !/^-(?=\S*$)[a-z]*i|^--in-place/.test(arg)),
          "-e -f -E --expression --file -M -I",
        );
        const scripted =
          read.values.has("-e") ||
          read.values.has("-f") ||
          read.values.has("--expression") ||
          call.argv.some((arg) => /^-[pnli]+e$/.test(arg));
        return writes(
          scripted
            ? read.rest.filter(
                (r) => r !== call.argv[call.argv.findIndex((arg) => /^-[pnli]+e$/.test(arg)) + 1],
              )
            : read.rest.slice(1),
          call,
          m,
        );
      },
    },
    {
      programs: "curl wget aria2c",
      find: (call, m) => {
        const read = readArguments(
          call.argv,
          "-o -O -P -d -H -X -u -A -e -b -c -T -F -w -m --output --output-document --directory-prefix --output-dir --dir --out --cookie-jar --dump-header -D",
        );
        const paths =
          call.name === "curl"
            ? valuesOf(read, "-o", "--output", "--output-dir", "-c", "--cookie-jar", "-D", "--dump-header")
            : valuesOf(
                read,
                "-O",
                "-P",
                "-o",
                "-d",
                "--output-document",
                "--directory-prefix",
                "--dir",
                "--out",
              );
        return writes(
          paths.filter((path) => path !== "-"),
          call,
          m,
        );
      },
    },
    {
      programs: "tar bsdtar unzip 7z",
      find: (call, m) => {
        const bare =
          /^[a-zA-Z]+$/.test(call.argv[0] ?? "") && call.name !== "unzip" && call.name !== "7z"
            ? [`-${call.argv[0]}`, ...call.argv.slice(1)]
            : call.argv;
        const read = readArguments(
          bare,
          "-C -f -d -x -T -X -b --directory --file --exclude --files-from --transform --strip-components",
        );
        const takes =
          given(read, "-x", "--extract", "--get") || call.name === "unzip" || call.argv[0] === "x";
        const into =
          call.name === "unzip"
            ? valuesOf(read, "-d")
            : [
                ...valuesOf(read, "-C", "--directory"),
                ...call.argv.filter((arg) => /^-o./.test(arg)).map((arg) => arg.slice(2)),
              ];
        if (call.name === "7z" && call.argv.includes("-sdel")) return deletes(read.rest.slice(2), call);
        if (takes)
          return writes(
            into.length > 0 || given(read, "-O", "--to-stdout", "-t", "-l", "-p") ? into : ["."],
            call,
            m,
          );
        if (given(read, "--remove-files")) return deletes(read.rest, call);
        return given(read, "-c", "--create")
          ? writes(
              valuesOf(read, "-f", "--file").filter((f) => f !== "-"),
              call,
              m,
            )
          : null;
      },
    },
    {
      programs: "cpio",
      find: (call, m) => {
        const read = readArguments(call.argv, "-D -F -I -O -E -H --directory --file");
        if (!given(read, "-i", "--extract", "-p", "--pass-through")) return null;
        const into = given(read, "-p", "--pass-through") ? read.rest : [];
        return writes([...valuesOf(read, "-D", "--directory"), ...into, "."], call, m);
      },
    },
    {
      programs: "rsync",
      find: (call, m) => {
        const read = readArguments(
          call.argv,
          "-e -f -T -B -M --rsh --exclude --include --filter --exclude-from --include-from --files-from --log-file --password-file --backup-dir --temp-dir --chmod --chown --partial-dir --rsync-path --bwlimit --timeout --port",
        );
        const target = read.rest.at(-1);
        if (given(read, "--remove-source-files") && !given(read, "-n", "--dry-run")) {
          const gone = deletes(read.rest.slice(0, -1), call);
          if (gone !== null) return gone;
        }
        if (target === undefined || read.rest.length < 2 || given(read, "-n", "--dry-run")) return null;
        const deep = read.flags.some((flag) => /^--del/.test(flag));
        if (/^[^/]+:/.test(target)) return deep ? "filesystem.delete-outside" : null;
        return deep
          ? deletes([target.replace(/\/$/, "")], call) === "filesystem.delete-checkout"
            ? "filesystem.delete-checkout"
            : deletes([target], call)
          : writes([target], call, m);
      },
    },
    {
      programs:
        "mkfs mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs mkswap wipefs blkdiscard fdisk sfdisk cfdisk gdisk sgdisk parted partprobe hdparm nvme lvremove vgremove pvremove lvreduce cryptsetup mdadm zpool zfs badblocks tune2fs resize2fs flashrom efibootmgr grub-install fsfreeze losetup dmsetup debugfs btrfs",
      find: (call) => {
        if (
          call.argv.some(
            (arg) =>
              /^(?:-l|--list|-V|--version|--help|-h|list|status|print|get|show|-n|--no-act|isLuks|luksDump|usage|df|stats|--detail)$/.test(
                arg,
              ) ||
              (arg === "-D" && call.name === "mdadm"),
          ) &&
          !/^mkfs/.test(call.name)
        )
          return null;
        const paths = readArguments(call.argv).rest.filter((arg) => /[/.]/.test(arg));
        // An image file in the checkout is the agent's.
        return /^(?:mkfs|mke2fs|mkswap)/.test(call.name) && paths.length > 0 && deletes(paths, call) === null
          ? null
          : "filesystem.device";
      },
    },
  ],
};
