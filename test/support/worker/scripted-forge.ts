/**
 * A forge in memory, answering what the Worker asks of `http://forge.test` in Gitea's words: same paths, statuses and
 * shapes. It logs every request, can fail on order, and can do what it was asked while its answer is lost.
 */
import { vi } from "vitest";
import type { ForgeComment, ForgeIssue, ForgePull, ForgeReview } from "./forge-json.ts";
import * as json from "./forge-json.ts";
import { ROUTES } from "./forge-routes.ts";

/** One request as it came in. */
export interface Seen {
  readonly method: string;
  /** Below `/api/v1`, or below the host for git. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The account its token belongs to; "" without one. */
  readonly account: string;
  readonly authorization: string;
  readonly body: Record<string, unknown>;
  readonly raw: Uint8Array;
}

/**
 * `unreachable`: nothing arrives. `lost`: it is done and the answer does not come back. A status: refused with it.
 */
export type Trouble = "unreachable" | "lost" | { readonly status: number; readonly retry_after?: number };

export const ACCOUNTS: Readonly<Record<string, number>> = {
  owner: 1,
  coordinator: 10,
  developer: 11,
  reviewer: 12,
  qa: 13,
  stranger: 99,
};
const TOKENS: Readonly<Record<string, string>> = {
  "token-c": "coordinator",
  "token-d": "developer",
  "token-r": "reviewer",
  "token-q": "qa",
};

export class ScriptedForge {
  readonly issues = new Map<number, ForgeIssue>();
  readonly pulls = new Map<number, ForgePull>();
  readonly comments: ForgeComment[] = [];
  readonly reviews: ForgeReview[] = [];
  /** What CI shows of each commit. */
  readonly checks = new Map<string, { context: string; status: string; description: string }[]>();
  readonly statuses: { sha: string; state: string; context: string; description: string; account: string }[] =
    [];
  readonly branches = new Map<string, string>();
  /** Every commit in the history of main. */
  readonly main = new Set<string>();
  readonly requests: Seen[] = [];
  /** Asked before each request is answered. */
  trouble: (request: Seen) => Trouble | undefined = () => undefined;
  /** Awaited before each request is answered: the place to do something in between. */
  between: (request: Seen) => Promise<void> = async () => undefined;
  onRequest: () => void = () => undefined;
  /** What a merge answers instead of merging, as long as it is set. */
  merging: "merges" | "checking" | "conflict" | "hides_ancestry" | "held" = "merges";
  /** What it makes of a review's comments beside lines. */
  lines: "takes" | "refuses" | "fails" = "takes";
  /** What it shows of a pull request and of main, to whoever asks why. */
  standing = { mergeable: true, draft: false };
  rule = { user_can_merge: true, enable_status_check: false, status_check_contexts: [] as string[] };
  /** Pull requests that it was asked to merge when their checks are green. */
  readonly scheduled = new Set<number>();
  #next = 1000;
  #number = 0;

  /** Puts itself in the place of the network. */
  install(): this {
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => this.#fetch(new Request(input, init)));
    return this;
  }

  id(): number {
    this.#next += 1;
    return this.#next;
  }
  number(): number {
    this.#number += 1;
    return this.#number;
  }

  /** A whole second, as the forge's times are. */
  now(): number {
    return Math.floor(Date.now() / 1000) * 1000;
  }

  addIssue(issue: Partial<ForgeIssue> = {}): ForgeIssue {
    const number = this.number();
    const at = this.now() - 60_000;
    const whole: ForgeIssue = {
      id: this.id(),
      number,
      title: `Issue ${number}`,
      body: "It is broken.",
      state: "open",
      author: "owner",
      labels: [],
      created_at: at,
      updated_at: at,
      blockers: [],
      ...issue,
    };
    this.issues.set(number, whole);
    return whole;
  }

  /** A pull request by a person, on a branch of its own. */
  addPull(body: string, author = "owner"): ForgePull {
    const [id, number] = [this.id(), this.number()];
    const head_sha = String(number).padStart(40, "c");
    const facts = {
      title: `Pull ${number}`,
      state: "open",
      merged_sha: null,
      updated_at: this.now(),
    } as const;
    const pull: ForgePull = { id, number, body, author, branch: `person/${number}`, head_sha, ...facts };
    this.pulls.set(number, pull);
    this.branches.set(pull.branch, head_sha);
    return pull;
  }

  addComment(number: number, body: string, author = "owner"): ForgeComment {
    const at = this.now();
    const comment: ForgeComment = { id: this.id(), number, body, author, created_at: at, updated_at: at };
    this.comments.push(comment);
    const on = this.issues.get(number) ?? this.pulls.get(number);
    if (on !== undefined) on.updated_at = at;
    return comment;
  }

  has(number: number): boolean {
    return this.issues.has(number) || this.pulls.has(number);
  }

  commentsOn(number: number): ForgeComment[] {
    return this.comments.filter((c) => c.number === number);
  }

  /** What the forge sends to the webhook about a comment or an issue. */
  commentPayload(comment: ForgeComment, action = "created") {
    const issue = this.issues.get(comment.number);
    const pull = this.pulls.get(comment.number);
    const on = issue ?? (pull === undefined ? undefined : json.issueOfPull(pull));
    if (on === undefined) throw new Error(`nothing has the number ${comment.number}`);
    return {
      action,
      comment: json.commentJson(comment, pull !== undefined),
      issue: json.issueJson(on, pull !== undefined),
      is_pull: pull !== undefined,
      repository: json.REPOSITORY,
      sender: json.user(comment.author),
    };
  }

  issuePayload(issue: ForgeIssue, action = "opened") {
    return {
      action,
      issue: json.issueJson(issue),
      repository: json.REPOSITORY,
      sender: json.user(issue.author),
    };
  }

  pullPayload(pull: ForgePull, action = "opened") {
    return {
      action,
      pull_request: json.pullJson(pull),
      repository: json.REPOSITORY,
      sender: json.user(pull.author),
    };
  }

  count(method: string, path: RegExp): number {
    return this.requests.filter((r) => r.method === method && path.test(r.path)).length;
  }

  async #fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.host !== "forge.test") throw new Error(`nothing but the forge may be asked, and not ${url.host}`);
    const authorization = request.headers.get("authorization") ?? "";
    const raw = new Uint8Array(await request.arrayBuffer());
    const isJson = (request.headers.get("content-type") ?? "").startsWith("application/json");
    const seen: Seen = {
      method: request.method,
      path: decodeURIComponent(url.pathname).replace(/^\/api\/v1/, ""),
      query: url.searchParams,
      account: TOKENS[authorization.replace(/^token /, "")] ?? "",
      authorization,
      body: isJson && raw.length > 0 ? (JSON.parse(new TextDecoder().decode(raw)) as Seen["body"]) : {},
      raw,
    };
    this.requests.push(seen);
    this.onRequest();
    await this.between(seen);
    const trouble = this.trouble(seen);
    if (trouble === "unreachable") throw new TypeError("connection refused");
    if (typeof trouble === "object") {
      const headers = trouble.retry_after === undefined ? {} : { "retry-after": String(trouble.retry_after) };
      return Response.json({ message: "trouble" }, { status: trouble.status, headers });
    }
    const answer = this.#answer(seen);
    if (trouble === "lost") throw new TypeError("connection reset");
    return answer;
  }

  #answer(seen: Seen): Response {
    if (seen.account === "" && !seen.path.includes(".git/")) return Response.json({}, { status: 401 });
    for (const [method, path, act] of ROUTES) {
      const match = method === seen.method ? path.exec(seen.path) : null;
      if (match === null) continue;
      const answer = act(this, seen, match.slice(1));
      answer.headers.set("date", new Date(Date.now()).toUTCString());
      return answer;
    }
    return Response.json({ message: `no route for ${seen.method} ${seen.path}` }, { status: 404 });
  }
}
