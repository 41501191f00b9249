/** Who is running: found by a mark in the environment, or by a working directory below a folder. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Found {
  readonly pid: number;
  readonly command: string;
}

export function processesWith(mark: string): Found[] {
  const found: Found[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const read = (file: string): string => {
      try {
        return readFileSync(`/proc/${name}/${file}`, "latin1");
      } catch {
        return "";
      }
    };
    const state = read("stat").split(") ")[1]?.[0];
    if (state === undefined || state === "Z" || state === "X") continue;
    let cwd = "";
    try {
      cwd = readlinkSync(`/proc/${name}/cwd`);
    } catch {
      // Ended, or not ours.
    }
    const command = read("cmdline").replaceAll("\0", " ").trim();
    if (cwd.includes(mark) || command.includes(mark) || read("environ").includes(mark))
      found.push({ pid: Number(name), command });
  }
  return found;
}

export const alive = (pid: number): boolean => {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
};
