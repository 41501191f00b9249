// Attacks the walls of a sandbox, each in a shell of its own, and writes down what each shell printed. None is run outside
// of one. What it is to look for is JSON in an argument.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";

const target = JSON.parse(process.argv[2]);
const sh = (line) => {
  const { stdout, status } = spawnSync("/bin/bash", ["-c", line], {
    encoding: "utf8",
    timeout: 5_000,
    env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env.REAL_PATH ?? process.env.PATH}` },
  });
  return status === 0 ? `yes ${stdout.trim()}`.trim() : "no";
};
const socket = (path) =>
  new Promise((resolve) => {
    const one = connect(path);
    one.once("connect", () => resolve("yes"));
    one.once("error", () => resolve("no"));
  });
// With all rights, as far as a namespace of its own can give them.
const inside = (line) => sh(`unshare --user --map-root-user --mount bash -c '${line}'`);

const { secret, home, runner, sockets } = target;
const walls = {
  "read a secret by another mount": inside(`mkdir -p /tmp/m && mount --bind / /tmp/m && cat /tmp/m${secret}`),
  "read a secret by a deep mount": inside(
    `mkdir -p /tmp/r && mount --rbind / /tmp/r && umount -R /tmp/r${home}; cat /tmp/r${secret}`,
  ),
  "read a secret under the emptied home": inside(`umount -l ${home}; cat ${secret}`),
  "read a secret through an overlay": inside(
    `mkdir -p /tmp/u /tmp/w /tmp/o && mount -t overlay o -o lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w /tmp/o && cat /tmp/o${secret}`,
  ),
  "read a secret through the root of a process": sh(
    `cat /proc/1/root${secret} || cat /proc/${runner}/root${secret}`,
  ),
  "make the system writable": sh("mount -o remount,bind,rw / && touch /adf-was-here"),
  "make the system writable, with all rights": inside("mount -o remount,bind,rw / && touch /adf-was-here"),
  "write below /usr": sh("touch /usr/adf-was-here"),
  "write the program that a core dump starts": sh("exec 3>>/proc/sys/kernel/core_pattern"),
  "reboot by sysrq": sh("test -w /proc/sysrq-trigger"),
  "change the kernel's settings": sh(
    "find /proc /sys -path '/proc/[0-9]*' -prune -o -type f -writable -print 2>/dev/null | grep .",
  ),
  "change the kernel's settings, with all rights": inside("exec 3>>/proc/sys/vm/overcommit_memory"),
  "make a cgroup": sh("test -w /sys/fs/cgroup && mkdir /sys/fs/cgroup/adf-was-here"),
  "load a module": sh("modprobe --first-time dummy"),
  "make a device": sh("mknod /tmp/disk b 8 0"),
  "make a device, with all rights": inside("mknod /tmp/disk2 b 8 0"),
  "see a disk": sh("ls /dev | grep -E '^(sd|vd|nvme|mem|kmsg|port|fuse|kvm|input|dri|snd)'"),
  "write to a terminal of somebody": sh(
    'ls /dev/pts | grep -v ptmx; test -n "$(ls /dev/pts | grep -v ptmx)"',
  ),
  "type into a terminal": sh(
    'perl -e \'open(T, "+<", "/dev/tty") or exit 1; ioctl(T, 0x5412, my $x = "x") or exit 1\'',
  ),
  "see another process": sh(
    `for p in /proc/[0-9]*; do readlink $p/cwd; done | grep -v -e '${target.checkout}' -e '^/$'`,
  ),
  "trace the runner": sh(`perl -e 'exit(syscall(101, 16, ${runner}, 0, 0) == 0 ? 0 : 1)'`),
  "read the runner's memory": sh(`test -r /proc/${runner}/mem`),
  "signal the runner's group": sh(`kill -0 -${runner}`),
  "gain by setuid": sh('test "$(grep NoNewPrivs /proc/self/status | cut -f2)" = 0'),
  "have a capability": sh('test "$(grep CapEff /proc/self/status | cut -f2)" != 0000000000000000'),
  "see a message queue or shared memory": sh(
    'test -n "$(tail -n +2 /proc/sysvipc/shm)" || ls /dev/shm | grep .',
  ),
  "hold a file of the runner open": sh(
    "ls -l /proc/self/fd | grep -E 'state|runner.json' | grep -v prompt.md",
  ),
  "change the host's name": sh("hostname adf-was-here"),
  "know an agent of keys or a display": sh(
    "env | grep -E '^(SSH_AUTH_SOCK|SSH_AGENT_PID|DISPLAY|WAYLAND_DISPLAY|DBUS_|XDG_RUNTIME|GPG_|DOCKER_)'",
  ),
  "configure git for its owner": sh(`HOME=${home} git config --global alias.x '!sh'`),
};
for (const path of sockets) walls[`connect to ${path.replace(/-\d+/, "")}`] = await socket(path);
writeFileSync("walls.json", JSON.stringify(walls));
writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
process.exit(0);
