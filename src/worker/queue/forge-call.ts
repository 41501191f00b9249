/** The forge as the consumers reach it: behind the one backoff gate, and counting its requests. */
import { type ForgeClient, type ForgeFailure, forgeClient, isTransient } from "../../forge/client.ts";
import { type Door, type Env, factoryStub } from "../environment.ts";
import { connectionOf } from "../forge.ts";

/** Subrequests one invocation may spend on the forge; the platform's own limit is 50 on the free plan. */
const BUDGET = 40;
const REMOTE = "forge";

export class ForgeAccess {
  readonly #env: Env;
  readonly #door: Door;
  #spent = 0;

  constructor(env: Env, door: Door) {
    this.#env = env;
    this.#door = door;
  }

  get left(): number {
    return BUDGET - this.#spent;
  }

  client(account: string): ForgeClient {
    const connection = connectionOf(this.#door, account);
    return forgeClient({
      ...connection,
      fetch: (url, init) => {
        this.#spent += 1;
        return connection.fetch(url, init);
      },
    });
  }

  /** Milliseconds to wait before the forge may be asked; 0 when the gate is open. */
  async shutFor(): Promise<number> {
    const gate = await factoryStub(this.#env).gate(REMOTE);
    return Math.max(0, gate.shut_until - Date.now());
  }

  /** Reports a failure to the gate, and answers how long everyone waits now. Only the remote's own failures shut it. */
  async failed(failure: ForgeFailure): Promise<number> {
    if (!isTransient(failure)) return 0;
    const gate = await factoryStub(this.#env).remoteFailed(REMOTE, (failure.retry_after_secs ?? 0) * 1000);
    return Math.max(0, gate.shut_until - Date.now());
  }

  async answered(): Promise<void> {
    await factoryStub(this.#env).remoteAnswered(REMOTE);
  }
}
