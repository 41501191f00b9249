/** Backups, snapshots and wastebaskets: what is kept so that one can go back. */
import type { Check } from "./rule.ts";

const GONE = "filesystem.delete-backup";
const ONLY_SAYS = /^(?:-n|--dry-run|--dry_run|--help|-h|--list)$/;

/** Objects when a word of the line matches, unless it only says what it would do. */
const gone = (programs: string, words: RegExp, needs?: RegExp): Check => ({
  programs,
  find: ({ argv }) =>
    argv.some((arg) => words.test(arg)) &&
    (needs === undefined || argv.some((arg) => needs.test(arg))) &&
    !argv.some((arg) => ONLY_SAYS.test(arg)) &&
    GONE,
});

export const BACKUP: readonly Check[] = [
  gone("restic rustic", /^(?:forget|prune|rewrite|--remove-all)$/),
  gone("borg attic borgmatic", /^(?:delete|prune|compact|recreate|undelete|break-lock)$/),
  gone("duplicity", /^(?:remove-older-than|remove-all-\S+|cleanup)$/, /^--force$/),
  gone("duplicacy", /^prune$/),
  gone("kopia", /^(?:delete|expire)$/, /^(?:--delete|snapshot|snapshots|snap)$/),
  gone("tarsnap", /^(?:-d|--nuke|--fsck-prune)$/),
  gone("velero", /^delete$/),
  gone("snapper", /^(?:delete|remove|rm|cleanup|rollback|delete-config)$/),
  gone("timeshift", /^--(?:delete|delete-all|restore)$/),
  gone("btrfs", /^(?:delete|del)$/, /^(?:su|sub|subvol|subvolume)$/),
  gone("tmutil", /^(?:delete\w*|disable|thinlocalsnapshots)$/),
  gone("vssadmin wbadmin", /^(?:delete|resize)$/i),
  gone("rdiff-backup", /^(?:--remove-\S+|remove)$/),
  gone("bup", /^(?:rm|gc|prune-older)$/),
  gone("wal-g wal-e", /^delete$/),
  gone("pgbackrest", /^(?:stanza-delete|expire)$/),
  gone("barman", /^(?:delete|delete-backup)$/),
  { programs: "barman-cloud-backup-delete trash-empty", find: () => GONE },
  gone("proxmox-backup-client", /^(?:forget|prune)$/),
  gone("pvesm", /^free$/),
  gone("virsh", /^(?:snapshot-delete|vol-delete|vol-wipe|pool-delete)$/),
  gone("gio", /^--empty$/),
  gone("journalctl", /^--vacuum-\w+/),
];
