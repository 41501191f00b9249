/** A user as seen by another, by itself, or by nobody. E-mail and rights show to the user and to admins only. */
import type { Forge } from "../forge.ts";
import type { UserRow } from "../store/rows.ts";
import { NO_TIME, time } from "./link.ts";

export function userView(
  forge: Forge,
  user: UserRow,
  viewer: UserRow | null = null,
): Record<string, unknown> {
  const known = viewer !== null && (viewer.id === user.id || viewer.is_admin);
  return {
    id: user.id,
    login: user.login,
    login_name: "",
    source_id: 0,
    full_name: user.full_name,
    email: known ? emailOf(user) : `${user.id}+${user.login}@noreply.localhost`,
    avatar_url: `${forge.url}/avatars/${user.id}`,
    html_url: `${forge.url}/${user.login}`,
    language: "",
    is_admin: known && user.is_admin,
    last_login: NO_TIME,
    created: time(user.created),
    restricted: false,
    active: known,
    prohibit_login: false,
    location: "",
    website: "",
    description: "",
    visibility: "public",
    followers_count: 0,
    following_count: 0,
    starred_repos_count: 0,
    username: user.login,
  };
}

export const emailOf = (user: UserRow): string => `${user.login}@forge.localhost`;
