/** Who is there, and what the forge is: version, accounts and what they may do. */
import * as z from "zod";
import type { Person } from "../core/event/event.ts";
import type { Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import type { Send } from "./request.ts";
import { User } from "./shapes.ts";
import { onlyValue } from "./value.ts";

const Version = z.object({ version: z.string() });
const Permission = z
  .object({ permission: z.enum(["none", "read", "write", "admin", "owner"]) })
  .transform((it) => it.permission);
export type Permission = z.output<typeof Permission>;

export const accountCalls = (send: Send) => ({
  /** Needs no token on most forges: tells a wrong address from a wrong token. */
  version: async (): Promise<Result<{ version: string }, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: "/version" }, Version)),

  /** The account the token belongs to. */
  whoami: async (): Promise<Result<Person, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: "/user" }, User)),

  user: async (login: string): Promise<Result<Person, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: `/users/${segment(login)}` }, User)),

  /** Only a repository admin may ask about others; everybody may ask about themselves. */
  permission: async (repo: string, login: string): Promise<Result<Permission, ForgeFailure>> =>
    onlyValue(
      await send(
        { method: "GET", path: `${repoPath(repo)}/collaborators/${segment(login)}/permission` },
        Permission,
      ),
    ),
});
