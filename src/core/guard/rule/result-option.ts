/** Compilers, converters and recorders that are told by an option or by their last word where their result goes. */
import type { Call } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { opened } from "./opened.ts";
import type { Check } from "./rule.ts";

/** Programs, and the options after which they write. */
const OPTIONS: readonly (readonly [programs: string, options: string])[] = [
  ["gcc g++ cc c++ clang clang++ ld as gfortran nasm ghc ocamlc ocamlopt tcc strip", "-o"],
  ["rustc", "-o --out-dir"],
  ["javac kotlinc scalac", "-d"],
  ["tsc", "--outDir --outFile"],
  ["esbuild", "--outfile --outdir"],
  ["rollup", "-o --file --dir"],
  ["webpack", "-o --output-path"],
  ["vite", "--outDir"],
  ["babel", "-o -d --out-file --out-dir"],
  ["terser uglifyjs iconv tree", "-o --output"],
  ["pandoc asciidoctor", "-o --output --out-file"],
  ["zstd", "-o"],
  ["pg_dump pg_dumpall pg_basebackup", "-f --file -D --pgdata"],
  ["mysqldump", "--result-file"],
  ["mongodump mongoexport", "-o --out"],
  ["strace ltrace", "-o --output"],
  ["tcpdump tshark", "-w"],
  ["valgrind", "--log-file"],
  ["etcdctl etcdutl", "--data-dir --wal-dir"],
  ["flatpak-builder ostree", "--repo"],
  ["cargo", "--root --target-dir --out-dir --artifact-dir"],
  ["npm pnpm", "--prefix"],
  ["cmake", "--prefix"],
  ["yt-dlp youtube-dl", "-o -P --output --paths"],
];

/** Options of those programs that take a value of their own and are no result. */
const OTHER =
  "-I -L -l -D -x -e -p -s -u -E -i --include --library-path --extern --edition --crate-name --target";

/** Words by which a program copies, and options with a value around them. */
const COPIES = /^(?:cp|mv|sync|rsync|copy|copyto|move|moveto|get|mirror)$/;
const COPIERS =
  "-n --namespace -c --container --context --kubeconfig --profile --region --endpoint-url --project --exclude --include --config -P -i -o -F -J -b -B -l -R";

const written = (paths: readonly string[], { frame }: Call, m: Parameters<Check["find"]>[1]): string | null =>
  paths
    .filter((path) => path !== "" && path !== "-")
    .map((path) => opened(path, "write", frame, m))
    .find((rule) => rule !== null) ?? null;

export const RESULT_OPTIONS: readonly Check[] = [
  ...OPTIONS.map(
    ([programs, options]): Check => ({
      programs,
      find: (call, m) => {
        const flags = options.split(" ");
        const others = OTHER.split(" ").filter((one) => !flags.includes(one));
        return written(
          valuesOf(readArguments(call.argv, [...flags, ...others].join(" ")), ...flags),
          call,
          m,
        );
      },
    }),
  ),
  {
    programs: "go",
    find: (call, m) => {
      const [sub, ...rest] = call.argv;
      if (!/^(?:build|test)$/.test(sub ?? "")) return null;
      const at = rest.findIndex((arg) => /^--?o(?:=|$)/.test(arg));
      return at < 0 ? null : written([rest[at]?.replace(/^--?o=?/, "") || (rest[at + 1] ?? "")], call, m);
    },
  },
  {
    programs: "docker podman nerdctl",
    find: (call, m) => {
      const words = readArguments(call.argv, "-o --output -H --host --context");
      const [sub = "", second = ""] = words.rest;
      const verb = /^(?:image|container)$/.test(sub) ? second : sub;
      if (/^(?:save|export)$/.test(verb)) return written(valuesOf(words, "-o", "--output"), call, m);
      const to = words.rest.at(-1) ?? "";
      return verb === "cp" && words.rest.length > 2 && !/^[^/]+:/.test(to) ? written([to], call, m) : null;
    },
  },
  {
    programs: "patch",
    find: (call, m) => {
      const read = readArguments(
        call.argv,
        "-p -i -d -o -r -z -B -F -D --strip --input --directory --output --reject-file --fuzz",
      );
      if (call.argv.includes("--dry-run")) return null;
      return written(
        [
          ...read.rest.slice(0, 1),
          ...valuesOf(read, "-o", "--output", "-d", "--directory", "-r", "--reject-file"),
        ],
        call,
        m,
      );
    },
  },
  {
    programs: "zip",
    find: (call, m) =>
      written(readArguments(call.argv, "-b -x -i -t -tt -n -P -O --out").rest.slice(0, 1), call, m),
  },
  {
    programs: "xxd objcopy",
    find: (call, m) =>
      written(readArguments(call.argv, "-c -g -l -s -o -O -I -B -j -R -n").rest.slice(1), call, m),
  },
  {
    // Their result is the last word; before it stand options of many shapes.
    programs: "ffmpeg convert magick wkhtmltopdf wkhtmltoimage rsvg-convert",
    find: (call, m) => {
      const last = call.argv.at(-1) ?? "";
      const path = /^[a-z]+:/.test(last) || last.startsWith("-") || call.argv.length < 2 ? "" : last;
      return written([path], call, m);
    },
  },
  {
    // Where a copy from elsewhere lands: what stands last and names no machine.
    programs: "kubectl k oc sftp aws s3cmd s5cmd gsutil gcloud rclone mc",
    find: (call, m) => {
      const { rest } = readArguments(call.argv, COPIERS);
      const copies = call.name === "sftp" || rest.slice(0, 3).some((word) => COPIES.test(word));
      const into = rest.at(-1) ?? "";
      return copies && /^[./~]/.test(into) ? written([into], call, m) : null;
    },
  },
  {
    programs: "ssh-keygen",
    find: (call, m) => {
      const read = readArguments(
        call.argv,
        "-b -C -f -m -N -n -O -P -t -a -I -s -V -z -Z -F -R -D -r -Y -w -J -j -K -M -S -T -W -G",
      );
      return read.flags.some((flag) => /^-[lyiepABEFHLQrRvY]$/.test(flag))
        ? null
        : written(valuesOf(read, "-f"), call, m);
    },
  },
  {
    programs: "objcopy",
    find: (call, m) =>
      written(
        valuesOf(readArguments(call.argv, "--dump-section"), "--dump-section").map((one) =>
          one.replace(/^[^=]*=/, ""),
        ),
        call,
        m,
      ),
  },
  {
    // Edits in place.
    programs: "yq dasel crudini toml",
    find: (call, m) =>
      call.argv.some((arg) => /^-[a-zA-Z]*i|^--(?:in-?place|inplace|set|del)/.test(arg))
        ? written(
            readArguments(call.argv, "-e -o -p -f").rest.filter(
              (word) => /^[./~]/.test(word) && word.length > 1 && /[/~]/.test(word),
            ),
            call,
            m,
          )
        : null,
  },
  {
    programs: "qemu-img",
    find: (call, m) =>
      /^(?:create|convert|resize|commit|rebase)$/.test(call.argv[0] ?? "")
        ? written(
            readArguments(call.argv.slice(1), "-f -O -o -b -F -m")
              .rest.filter((word) => /[/~]/.test(word))
              .slice(-1),
            call,
            m,
          )
        : null,
  },
  {
    // Where nothing else is said, it is the machine's own folders that get it.
    programs: "cmake ninja meson",
    find: ({ argv, name, frame: { env } }) => {
      const installs =
        name === "cmake"
          ? argv[0] === "--install"
          : argv.some((arg) => /^(?:install|install\/strip)$/.test(arg));
      const placed =
        argv.some((arg) => /^--(?:prefix|destdir)(?:=|$)/.test(arg)) || (env.DESTDIR ?? "") !== "";
      return installs && !placed && "package.global";
    },
  },
  {
    // The modules of Python's library that unpack.
    programs: "python",
    find: (call, m) => {
      const at = call.argv.indexOf("-m");
      const [module = "", how = "", , into = "."] = at < 0 ? [] : call.argv.slice(at + 1);
      return /^(?:zipfile|tarfile)$/.test(module) && /^(?:-e|--extract)$/.test(how)
        ? written([into], call, m)
        : null;
    },
  },
  {
    // A builder's result: `--output dest=…`, `-o …`.
    programs: "docker podman buildah",
    find: (call, m) => {
      const words = call.argv.filter((arg) => !arg.startsWith("-"));
      if (!words.slice(0, 2).some((word) => /^(?:build|buildx|bake)$/.test(word))) return null;
      return written(
        valuesOf(readArguments(call.argv, "-o --output -f -t --build-arg"), "-o", "--output").map(
          (one) => /(?:^|,)dest=([^,]+)/.exec(one)?.[1] ?? (/=/.test(one) ? "" : one),
        ),
        call,
        m,
      );
    },
  },
];
