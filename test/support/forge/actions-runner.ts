/** A runner of a real Gitea's Actions, in four calls of its protocol: enough to let each job fail with a log of its own. */
import { raw } from "../../conformance/subject.ts";

export interface Line {
  /** RFC 3339, in UTC. */
  readonly time: string;
  readonly content: string;
}

export class ActionsRunner {
  readonly #url: string;
  #headers: Record<string, string> = {};

  private constructor(url: string) {
    this.#url = url;
  }

  /** Null where the forge has no Actions. `authorization` may write to the repository. */
  static async register(url: string, authorization: string, repo: string): Promise<ActionsRunner | null> {
    const path = `/repos/${repo}/actions/runners/registration-token`;
    const asked = await raw({ url, authorization }, "POST", path);
    // Where they are off, the token is given out all the same.
    const ping = await fetch(`${url}/api/actions/ping.v1.PingService/Ping`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    if (asked.status !== 200 || ping.status === 404) return null;
    const runner = new ActionsRunner(url);
    const about = { name: "scripted", version: "v0.2.11", labels: ["scripted"] };
    const made = await runner.#call("Register", { ...about, token: asked.json.token });
    const { uuid, token } = made.runner as { uuid: string; token: string };
    runner.#headers = { "x-runner-uuid": uuid, "x-runner-token": token };
    await runner.#call("Declare", about);
    return runner;
  }

  /** Takes one job, if one waits, and lets its only step fail at `failed_at` with this log. */
  async fail(log: readonly Line[], failed_at: string): Promise<boolean> {
    const { task } = await this.#call("FetchTask", { tasksVersion: "0" });
    if (task === undefined) return false;
    const { id } = task as { id: string };
    await this.#call("UpdateLog", { taskId: id, index: "0", rows: log, noMore: true });
    const ended = { result: "RESULT_FAILURE", startedAt: log[0]?.time, stoppedAt: failed_at };
    const steps = [{ id: "0", logIndex: "0", logLength: String(log.length), ...ended }];
    await this.#call("UpdateTask", { state: { id, steps, ...ended } });
    return true;
  }

  async #call(method: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}/api/actions/runner.v1.RunnerService/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }
}
