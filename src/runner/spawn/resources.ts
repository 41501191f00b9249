/**
 * What a running agent takes of the machine: memory of all its processes, disk below its folder, and whether the disk is
 * full, whoever filled it. Looked at from outside, again and again, because nothing else is there on every machine.
 */
import { statfsSync } from "node:fs";
import { monotonic, sleep } from "../clock/sleep.ts";
import { folderBytes } from "../state/folder-size.ts";
import { residentKb } from "../state/memory.ts";
import { findJobProcesses, type JobMark } from "../state/process.ts";
import type { StopLatch } from "./stop.ts";

export interface Allowance {
  /** 0 is no limit. */
  readonly memoryMb: number;
  readonly folderMb: number;
  /** With less than this free, the disk counts as full. */
  readonly fullMb: number;
  readonly sampleMs: number;
}

export interface ResourceWatch {
  /** How much of the disk is free where that counts as full; null where it does not. A program that found it full may end before anybody looks. */
  full(): number | null;
  end(): void;
}

const MB = 1_048_576;
/** A folder of many files takes long to count: at most this share of the time is spent on it. */
const SHARE = 1 / 10;

export function watchResources(mark: JobMark, allowance: Allowance, latch: StopLatch): ResourceWatch {
  const { memoryMb, folderMb, fullMb, sampleMs } = allowance;
  const ended = new AbortController();
  const { signal } = ended;

  const full = () => {
    const freeMb = freeMbAt(mark.dir);
    return freeMb < fullMb ? freeMb : null;
  };
  async function lookOften(): Promise<void> {
    for (await sleep(sampleMs, signal); !signal.aborted; await sleep(sampleMs, signal)) {
      const freeMb = full();
      if (freeMb !== null) latch.stop({ kind: "disk_full", freeMb });
      if (memoryMb === 0) continue;
      const mb = Math.round(residentKb(findJobProcesses(mark)) / 1024);
      if (mb > memoryMb) latch.stop({ kind: "memory", mb, limitMb: memoryMb });
    }
  }
  async function count(): Promise<void> {
    for (let pause = sampleMs; !signal.aborted; ) {
      await sleep(pause, signal);
      const began = monotonic();
      const mb = Math.round((await folderBytes(mark.dir, folderMb * MB)) / MB);
      if (signal.aborted) return;
      if (mb > folderMb) latch.stop({ kind: "disk", mb, limitMb: folderMb });
      pause = Math.max(sampleMs, (monotonic() - began) / SHARE);
    }
  }
  void lookOften();
  if (folderMb > 0) void count();
  return { full, end: () => ended.abort() };
}

/** In whole megabytes; as if there were plenty where it cannot be told. */
export function freeMbAt(dir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return Math.floor((bavail * bsize) / MB);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
