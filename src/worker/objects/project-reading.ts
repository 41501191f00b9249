/** What the reader of the forge asks a project before it reads: where it stopped, and what has to be read again. */
import { awaitedChecks } from "../../core/decide/on-checks.ts";
import type { ForgeSigns } from "../../core/nightwatch/absence.ts";
import { mustOpen } from "../environment.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import { openItems } from "../store/work.ts";
import { reviewWanted } from "./project-compound.ts";
import * as mirror from "./project-mirror.ts";
import { ProjectNotices } from "./project-notices.ts";
import * as summary from "./project-summary.ts";

export class ProjectReading extends ProjectNotices {
  /** What its last whole read came to: null where it was read to the end. */
  noteForge(trouble: string | null): void {
    const before = this.forgeSigns();
    if (trouble === null ? before === null : before?.trouble === trouble) return;
    const since = before === null ? Date.now() : Date.now() - before.unread_ms;
    writeMeta(this.sql, "forge_unread", trouble === null ? null : { since, trouble });
  }
  /** What the dead man's switch is told of this object's own dealings. */
  protected signs() {
    return { records: this.recordSigns(), forge: this.forgeSigns(), alarm_lost: this.alarmLost() };
  }
  /** Null while the forge is read as it should be. */
  protected forgeSigns(): ForgeSigns | null {
    const row = readMeta<{ since: number; trouble: string } | null>(this.sql, "forge_unread", null);
    return row === null ? null : { unread_ms: Math.max(0, Date.now() - row.since), trouble: row.trouble };
  }
  syncState(): mirror.SyncState {
    return mirror.syncState(this.sql);
  }
  unknownPeople(): mirror.UnknownPeople {
    return mirror.unknownPeople(this.sql, mustOpen(this.env), this.name);
  }
  addPerson(login: string, role: "trusted" | "account", id: number): void {
    mirror.rememberPerson(this.sql, login, role, id);
  }
  staleBlockers(limit: number, provisional: boolean): mirror.StaleIssue[] {
    return mirror.staleBlockers(this.sql, limit, provisional);
  }
  stalePulls(seen: readonly mirror.SeenPull[]): number[] {
    return mirror.stalePulls(this.sql, seen);
  }
  summaryDue(): number | null {
    return summary.summaryDue(this.sql, Date.now());
  }
  /** The commits whose checks the work waits for. */
  awaitedChecks(): readonly string[] {
    return awaitedChecks(openItems(this.sql));
  }
  reviewWanted(): { reviewed: string | null } | null {
    return reviewWanted(this.sql);
  }
}
