/** What builds run by the files that describe them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the build that fills them in
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

const verdict = (command: string, files: Readonly<Record<string, string>>) => {
  const there = Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text] as const);
  return judge(command, place(Object.fromEntries(there))).decision;
};
const RUST = 'fn main() { std::fs::remove_dir_all("/home/dev/x"); }';
const RULE = "rule a\n  command = rm -rf /home/dev/x\nbuild x: a\n";
const EXEC = "execute_process(COMMAND rm -rf /home/dev/x)";
const PROJECT = (inside: string) => `<project>${inside}</project>`;

describe("a build", () => {
  it.each<readonly [string, string, string]>([
    ["cargo clippy", "build.rs", RUST],
    ["cargo run", "src/main.rs", RUST],
    ["cargo run --bin a", "src/bin/a.rs", RUST],
    ["cargo run --example a", "examples/a.rs", RUST],
    ["cargo test --test a", "tests/a.rs", RUST],
    ["cargo run --manifest-path sub/Cargo.toml", "sub/src/main.rs", RUST],
    ["cargo run -p a", "crates/a/src/main.rs", RUST],
    [
      "cargo run",
      ".cargo/config.toml",
      "[target.x86_64-unknown-linux-gnu]\nrunner = ['rm', '-rf', '/home/dev/x']",
    ],
    ["cargo run", ".cargo/config", '[target."cfg(unix)"]\nrunner = "rm -rf /home/dev/x"'],
    ["ninja", "build.ninja", RULE],
    ["ninja -C out", "out/build.ninja", RULE],
    ["ninja", "build.ninja", `d = /home/dev\ne = $d/x\n${RULE.replace("/home/dev/x", "$\n    ${e}")}`],
    ["cmake -B build", "CMakeLists.txt", EXEC],
    ["cmake --build build", "CMakeLists.txt", "add_custom_target(a ALL COMMAND rm -rf /home/dev/x)"],
    ["cmake --preset a", "CMakeLists.txt", EXEC],
    ["ctest", "CMakeLists.txt", "add_test(NAME a COMMAND rm -rf /home/dev/x)"],
    ["cmake .", "CMakeLists.txt", 'set(D "/home/dev/x")\nfile(REMOVE_RECURSE ${D})'],
    ["cmake -P a.cmake", "a.cmake", "execute_process(COMMAND rm -rf $ENV{HOME}/x)"],
    ["./gradlew a", "build.gradle", "task a { doLast { delete '/home/dev/x' } }"],
    ["gradle a", "settings.gradle", "'rm -rf /home/dev/x'.execute()"],
    [
      "gradle :app:a",
      "app/build.gradle.kts",
      'tasks.register<Exec>("a") { commandLine("rm", "-rf", "/home/dev/x") }',
    ],
    ["gradle -p sub a", "sub/build.gradle", "'rm -rf /home/dev/x'.execute()"],
    ["ant a", "build.xml", PROJECT("<target name='a'><delete dir='/home/dev/x'/></target>")],
    ["ant a", "build.xml", PROJECT('<property name="d" value="/home/dev"/><delete dir="${d}/x"/>')],
    ["ant a", "build.xml", PROJECT('<delete><fileset dir="/home/dev/x"/></delete>')],
    [
      "mvn package",
      "pom.xml",
      PROJECT('<artifactId>maven-antrun-plugin</artifactId><delete dir="/home/dev/x"/>'),
    ],
    [
      "mvn package",
      "pom.xml",
      PROJECT(
        "<properties><d>/home/dev/x</d></properties><executable>rm</executable><arguments><argument>-rf</argument><argument>${d}</argument></arguments>",
      ),
    ],
    [
      "mvn clean",
      "pom.xml",
      PROJECT("<artifactId>maven-clean-plugin</artifactId><directory>/home/dev/x</directory>"),
    ],
    ["meson setup b", "meson.build", "run_command('rm', '-rf', '/home/dev/x')"],
    ["bazel build :a", "BUILD.bazel", 'genrule(name="a", outs=["x"], cmd="rm -rf /home/dev/x")'],
    ["scons", "SConstruct", "Execute('rm -rf /home/dev/x')"],
    [
      "nox -s a",
      "noxfile.py",
      "@nox.session\ndef a(s):\n    s.run('rm', '-rf', '/home/dev/x', external=True)",
    ],
    ["inv a", "tasks.py", "@task\ndef a(c):\n    c.run('rm -rf ~/x')"],
    ["fab a", "fabfile.py", "@task\ndef a(c):\n    c.local('rm -rf ~/x')"],
    ["doit", "dodo.py", "def task_a():\n    return {'actions': ['rm -rf ~/x']}"],
    ["dune build", "dune", "(rule (action (run rm -rf /home/dev/x)))"],
    ["lein a", "project.clj", '(defproject a "1" :aliases {"a" ["shell" "rm" "-rf" "/home/dev/x"]})'],
    ["mix a", "mix.exs", 'defp aliases, do: [a: ["cmd rm -rf /home/dev/x"]]'],
    ["go generate ./...", "main.go", "package main\n//go:generate rm -rf /home/dev/x\n"],
    ["go generate tool.go", "tool.go", 'package main\n//go:generate sh -c "rm -rf ~/x"\n'],
    ["go test a_test.go", "a_test.go", 'func TestA(t *testing.T) { os.RemoveAll("/home/dev/x") }'],
    ["uv run a.py", "a.py", "import shutil\nshutil.rmtree('/home/dev/x')"],
    ["uv run --script a.py", "a.py", "import shutil\nshutil.rmtree('/home/dev/x')"],
    ["uv run -m a", "a.py", "import shutil\nshutil.rmtree('/home/dev/x')"],
    ["uv run - < a.py", "a.py", "import shutil\nshutil.rmtree('/home/dev/x')"],
    ["pwsh -File a.ps1", "a.ps1", "Remove-Item -Recurse /home/dev/x"],
  ])("by %s is refused for what %s says: %s", (command, file, text) => {
    expect(verdict(command, { [file]: text })).toBe("deny");
    expect(
      verdict(command, {
        [file]: text.replaceAll("/home/dev", "build").replaceAll("~/", "./").replace("$ENV{HOME}", "out"),
      }),
    ).toBe("allow");
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      "cargo xtask a",
      { ".cargo/config.toml": '[alias]\nxtask = "run --package xtask --"', "xtask/src/main.rs": RUST },
    ],
    ["cargo a", { ".cargo/config.toml": '[alias]\na = ["run", "--example", "b"]', "examples/b.rs": RUST }],
    [
      "cargo build",
      { ".cargo/config.toml": '[build]\nrustc-wrapper = "./w.sh"', "w.sh": "#!/bin/sh\nrm -rf ~/x" },
    ],
    ["cargo build", { "Cargo.toml": '[package]\nbuild = "b.rs"', "b.rs": RUST }],
    ["ninja", { "build.ninja": "include b.ninja\n", "b.ninja": RULE }],
    ["cmake .", { "CMakeLists.txt": "include(a.cmake)", "a.cmake": EXEC }],
    ["gradle a", { "build.gradle": "apply from: 'b.gradle'", "b.gradle": "'rm -rf /home/dev/x'.execute()" }],
    [
      "ant a",
      { "build.xml": PROJECT('<import file="b.xml"/>'), "b.xml": PROJECT('<delete dir="/home/dev/x"/>') },
    ],
    ["mvn exec:exec -Dexec.executable=rm -Dexec.args='-rf /home/dev/x'", {}],
    [
      "psql -f 0.sql",
      {
        ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.sql`, `\\i ${i + 1}.sql`])),
        "12.sql": "drop table users;",
      },
    ],
  ])("by %s is refused for what its file leads to", (command, files) => {
    expect(verdict(command, files)).toBe("deny");
  });

  it.each<readonly [string, string, string]>([
    ["make", "Makefile", "%: common-% ;\nall: test\ncommon-test:\n\techo a\n"],
    ["make", "Makefile", "all:\n\tcd sub && cd .. && $(MAKE)\n"],
    ["make test", "Makefile", "a.py: a.in\n\tsed s/x/$(X)/ a.in > a.py\ntest: a.py\n\tpython a.py\n"],
    ["pip install .", "setup.py", "import os\nos.system('python setup.py sdist')\n"],
  ])("by %s that comes back to itself ends", (command, file, text) => {
    expect(verdict(command, { [file]: text })).toBe("allow");
    expect(
      verdict(command, {
        [file]: text
          .replace(/echo a|sed|sdist|cd sub/, "rm -rf ~/x; $&")
          .replace("'python", "'rm -rf ~/x; python"),
      }),
    ).toBe("deny");
  });

  it.each<readonly [string, string, string]>([
    [
      "cargo build",
      ".cargo/config.toml",
      '[build]\nrustc-wrapper = "sccache"\n[target.x]\nlinker = "clang"\nrunner = "qemu-arm -L /usr/arm"',
    ],
    ["cargo b", ".cargo/config.toml", '[alias]\nb = "build"\nc = ["clippy", "--all"]'],
    [
      "cargo run",
      "src/main.rs",
      'fn main() { std::fs::remove_dir_all("/tmp/x"); std::fs::read("/etc/hosts"); }',
    ],
    [
      "ninja -C out",
      "out/build.ninja",
      "rule CLEAN\n  command = ninja -t clean\nrule a\n  command = cd /home/dev/project/out && rm -f $out && cc $in\n",
    ],
    [
      "cmake -S . -B build",
      "CMakeLists.txt",
      "set(CMAKE_CXX_STANDARD 20)\nadd_custom_command(OUTPUT x COMMAND ${CMAKE_COMMAND} -E rm -rf ${CMAKE_BINARY_DIR}/x)",
    ],
    ["gradle clean build", "build.gradle", "task clean(type: Delete) { delete buildDir }\ndelete 'build/x'"],
    [
      "mvn -q package",
      "pom.xml",
      PROJECT("<executable>npm</executable><arguments><argument>ci</argument></arguments>"),
    ],
    [
      "ant clean",
      "build.xml",
      PROJECT('<property name="d" location="build"/><delete dir="${d}"/><delete dir="${basedir}/x"/>'),
    ],
    [
      "nox",
      "noxfile.py",
      "@nox.session\ndef a(s):\n    s.install('-e', '.')\n    s.run('pytest', *s.posargs)\n    s.run('rm', '-rf', 'build')",
    ],
    [
      "inv a",
      "tasks.py",
      '@task(help={"x": "git push the tags"})\ndef a(c):\n    """Remove ~/x."""\n    c.run("pytest")',
    ],
    ["bazel test //...", "BUILD", 'genrule(name="a", cmd="cp $< $@")\nsh_binary(name="rm")'],
    [
      "go generate ./...",
      "main.go",
      "package main\n//go:generate stringer -type=A\n//go:generate go run ./gen\n",
    ],
    ["uv run pytest -m 'not slow' -s", "x", ""],
    ["uv run -p 3.12 a.py", "a.py", "print(1)"],
  ])("by %s is let through: %s holds %s", (command, file, text) => {
    expect(verdict(command, { [file]: text })).toBe("allow");
  });
});
