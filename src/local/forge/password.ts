/** Passwords are kept as a salted digest: the file of this store is no list of credentials. */
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { UserRow } from "./store/rows.ts";

export function hashPassword(password: string): string {
  const salt = randomBytes(16).toString("hex");
  return `${salt}:${scryptSync(password, salt, 32).toString("hex")}`;
}

export function passwordFits(user: UserRow, password: string): boolean {
  const [salt = "", hash = ""] = (user.password ?? "").split(":");
  if (hash === "") return false;
  return timingSafeEqual(Buffer.from(hash, "hex"), scryptSync(password, salt, 32));
}
