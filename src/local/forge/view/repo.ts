/** A repository in Gitea's fields. What the embedded forge does not have is shown as switched off. */
import { atLeast, type Forge, repository, userById } from "../forge.ts";
import type { Access, RepoRow, UserRow } from "../store/rows.ts";
import { apiLink, NO_TIME, repoLink, time } from "./link.ts";
import { userView } from "./user.ts";

export function repoView(forge: Forge, repo: RepoRow, access: Access, viewer: UserRow | null = null) {
  const owner = userById(forge, repo.owner);
  const html = repoLink(forge, repo);
  const api = apiLink(forge, repo);
  const open = forge.store.filter("issues", (issue) => issue.repo === repo.id && issue.state === "open");
  const branches = repository(forge, repo).branches();
  return {
    id: repo.id,
    owner: userView(forge, owner, viewer),
    name: repo.name,
    full_name: `${owner.login}/${repo.name}`,
    description: repo.description,
    empty: branches.length === 0,
    private: repo.private,
    fork: false,
    template: false,
    mirror: false,
    size: 0,
    language: "",
    languages_url: `${api}/languages`,
    html_url: html,
    url: api,
    link: "",
    ssh_url: "",
    clone_url: `${html}.git`,
    original_url: "",
    website: "",
    stars_count: 0,
    forks_count: 0,
    watchers_count: 1,
    branch_count: branches.length,
    open_issues_count: open.filter((issue) => issue.pull === null).length,
    open_pr_counter: open.filter((issue) => issue.pull !== null).length,
    release_counter: 0,
    default_branch: repo.default_branch,
    archived: false,
    created_at: time(repo.created),
    updated_at: time(repo.updated),
    archived_at: "1970-01-01T00:00:00Z",
    permissions: {
      admin: atLeast(access, "admin"),
      push: atLeast(access, "write"),
      pull: atLeast(access, "read"),
    },
    has_code: true,
    has_issues: true,
    internal_tracker: {
      enable_time_tracker: false,
      allow_only_contributors_to_track_time: true,
      enable_issue_dependencies: true,
    },
    has_wiki: false,
    has_pull_requests: true,
    has_projects: false,
    projects_mode: "all",
    has_releases: false,
    has_packages: false,
    has_actions: false,
    ignore_whitespace_conflicts: false,
    allow_merge_commits: true,
    allow_rebase: false,
    allow_rebase_explicit: false,
    allow_squash_merge: true,
    allow_fast_forward_only_merge: true,
    allow_merge_update: false,
    allow_rebase_update: false,
    allow_manual_merge: false,
    autodetect_manual_merge: false,
    default_delete_branch_after_merge: false,
    default_merge_style: "merge",
    default_update_style: "merge",
    default_allow_maintainer_edit: false,
    avatar_url: "",
    internal: false,
    mirror_interval: "",
    object_format_name: "sha1",
    mirror_updated: NO_TIME,
    mirror_last_sync_at: NO_TIME,
    topics: [],
    licenses: [],
  };
}
