/** Lines that each rule about filesystem must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const FILESYSTEM_EXAMPLES: Examples = {
  "filesystem.delete-outside": {
    deny: ["rm -rf ~/Documents", "find /home -name '*.log' -delete", "mv ../sibling /tmp/x"],
    allow: ["rm -rf dist node_modules", "find . -name '*.pyc' -delete", 'grep -rn "rm -rf /" scripts'],
  },
  "filesystem.delete-checkout": {
    deny: ["rm -rf .", "rm -rf .git", "cd src/.. && rm -rf *"],
    allow: ["rm -rf src/old", "cd dist && rm -rf *"],
  },
  "filesystem.delete-unknown": {
    deny: ['rm -rf "$(some-tool --path)"', "rm -rf $UNSET"],
    allow: ['d=build; rm -rf "$d"', 'rm -rf "$(mktemp -d)"'],
  },
  "filesystem.delete-backup": {
    deny: [
      "restic forget --keep-last 1 --prune",
      "borg delete /srv/backup::monday",
      "btrfs subvolume delete /mnt/snap",
    ],
    allow: ["restic snapshots", "borg list /srv/backup", "restic forget --keep-last 1 --dry-run"],
  },
  "filesystem.write-outside": {
    deny: ["echo x > /etc/motd", "cp a ~/.bashrc", "sed -i s/a/b/ ../other/file"],
    allow: ["echo x > notes.md", "cp /etc/hosts fixtures/hosts"],
  },
  "filesystem.device": {
    deny: ["dd if=/dev/zero of=/dev/sda", "mkfs.ext4 /dev/sdb1"],
    allow: ["dd if=/dev/urandom of=fixture.bin count=1", "echo hi > /dev/null"],
  },
  "filesystem.permissions": {
    deny: ["chmod -R 777 /", "chown -R nobody /home/dev", "chmod u+s tool"],
    allow: ["chmod +x scripts/run.sh", "chmod -R u+rwX dist"],
  },
};
