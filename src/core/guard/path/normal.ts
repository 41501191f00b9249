/** Paths as text: absolute, without `.` and `..`, whatever unknown parts they hold. */
import { ANY, hasHole, NAME, NUMBER } from "../value.ts";

/** Absolute and shortest. Going up from a part that may be several parts leaves nothing known below `/`. */
export function normalise(path: string, cwd: string): string {
  const joined = path.startsWith("/") ? path : startsUnknown(path) ? path : `${cwd}/${path}`;
  if (!joined.startsWith("/")) return joined;
  const parts: string[] = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (mayBeMany(parts.at(-1) ?? "")) return `/${ANY}`;
    else parts.pop();
  }
  return `/${parts.join("/")}`;
}

const mayBeMany = (part: string): boolean => hasHole(part.replaceAll(NAME, "").replaceAll(NUMBER, ""));

/** A path whose first character is unknown may be absolute. */
const startsUnknown = (path: string): boolean => path !== "" && mayBeMany(path[0] ?? "");

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";
export const nameOf = (path: string): string =>
  path.slice(path.replace(/\/+$/, "").lastIndexOf("/") + 1).replace(/\/+$/, "");

/** Whether `path` is `folder` or lies in it; both normalised. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
