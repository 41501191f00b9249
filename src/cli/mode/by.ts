/** Who says yes or no at this terminal, for the record. */
import { userInfo } from "node:os";

export function userName(): string {
  const name = process.env.USER ?? userInfo().username;
  return /^[\w.@+-]{1,60}$/.test(name) ? name : "owner";
}
