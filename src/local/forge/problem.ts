/** A refusal in Gitea's form: thrown anywhere below a route, answered as `{message, url}` with its status. */
export class Problem extends Error {
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.extra = extra;
  }
}

export const notFound = (message = "not found"): Problem => new Problem(404, message, { errors: null });
export const invalid = (message: string): Problem => new Problem(422, message);
export const forbidden = (message: string): Problem => new Problem(403, message);
