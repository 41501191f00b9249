/** How one call to the Worker ended. Everything a caller must tell apart is a kind of its own. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** 204: nothing for you now. */
  | { readonly kind: "empty" }
  /** 410: the job is no longer ours. */
  | { readonly kind: "lost"; readonly message: string }
  /** 401: the credential is not accepted. */
  | { readonly kind: "unauthorized"; readonly message: string }
  /** 426: the two sides speak different contracts. */
  | { readonly kind: "upgrade"; readonly message: string }
  /** Any other 3xx or 4xx: asking again would get the same. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  /** No answer, or one that may be different next time. */
  | { readonly kind: "unreachable"; readonly message: string; readonly retryAfterMs: number }
  | { readonly kind: "aborted" };

export type Failure = Exclude<Answer<never>, { kind: "ok" } | { kind: "empty" }>;
