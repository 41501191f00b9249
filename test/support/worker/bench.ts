/**
 * One factory per test, in real workerd: a scripted forge for a network, a clock that stands an hour ahead and moves
 * only when told (so no alarm rings by itself), a record of every queue invocation, and no secret in anything said.
 */

import { reset, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { agentStub } from "../../../src/worker/environment.ts";
import worker from "../../../src/worker/index.ts";
import { testBindings } from "./bindings.ts";
import { answers, stub } from "./factory.ts";
import { ScriptedForge } from "./scripted-forge.ts";

/** One run of a queue consumer. */
export interface Invocation {
  readonly queue: string;
  readonly messages: number;
  readonly said: readonly unknown[];
  requests: number;
}

/** Records are carried to the log store after a while of real time, for which nobody waits. */
const counts = (message: unknown): boolean => (message as { what?: string }).what !== "logs";

const current = new AsyncLocalStorage<Invocation>();

export class Bench {
  readonly forge = new ScriptedForge();
  readonly invocations: Invocation[] = [];
  /** While true, every forge consumer crashes before it does anything. */
  crashing = false;
  /** Every line printed by the Worker. */
  readonly lines: string[] = [];
  #running = 0;
  #last = 0;
  /** Those that were consumed, with success or as dead ones. */
  #consumed = 0;
  /** Messages that were sent. */
  sent = 0;

  begin(): void {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    vi.spyOn(console, "log").mockImplementation((...words) => void this.lines.push(words.join(" ")));
    this.forge.onRequest = () => {
      const invocation = current.getStore();
      if (invocation !== undefined) invocation.requests += 1;
    };
    this.forge.install();
    const queue: Queue = Object.getPrototypeOf(env.FORGE);
    const { send } = queue;
    const bench = this;
    vi.spyOn(queue, "send").mockImplementation(function (this: Queue, message, options) {
      if (counts(message)) bench.sent += 1;
      return send.call(this, message, options);
    });
    const consume = worker.queue;
    vi.spyOn(worker, "queue").mockImplementation(async (batch, e) => {
      const said = batch.messages.map((m) => m.body);
      const invocation = { queue: batch.queue, messages: batch.messages.length, said, requests: 0 };
      this.invocations.push(invocation);
      this.#running += 1;
      try {
        if (this.crashing && batch.queue === "adf-forge") throw new Error("the consumer crashed");
        await current.run(invocation, () => consume(batch, e));
        this.#consumed += said.filter(counts).length;
      } finally {
        this.#running -= 1;
        this.#last = performance.now();
      }
    });
  }

  advance(ms: number): void {
    vi.setSystemTime(Date.now() + ms);
  }

  /** Lets the queues run empty: nothing is on its way, nothing runs, and nothing ran for a moment. */
  async idle(): Promise<void> {
    this.#last = performance.now();
    const quiet = () =>
      this.#consumed >= this.sent && this.#running === 0 && performance.now() - this.#last > 60;
    await vi.waitFor(() => expect(quiet()).toBe(true), { timeout: 20_000, interval: 10 });
  }

  /** Time passes in steps, and the project's alarm rings, until it is so. */
  async until(so: () => boolean | Promise<boolean>, step_ms = 1_000): Promise<void> {
    await vi.waitFor(
      async () => {
        this.advance(step_ms);
        await this.ringProject();
        if (!(await so())) throw new Error(`it did not come to ${so}`);
      },
      { timeout: 15_000, interval: 20 },
    );
  }

  /** The project's alarm rings, if one is set. */
  ringProject = (): Promise<boolean> => runDurableObjectAlarm(stub());
  ringAgent = (agent = "developer"): Promise<boolean> =>
    runDurableObjectAlarm(agentStub(env, "sample", agent));

  /** What was said for people to read, as records. */
  logged(event: string): Record<string, unknown>[] {
    return this.lines.map((l) => JSON.parse(l) as Record<string, unknown>).filter((l) => l.event === event);
  }
}

const SECRETS = [
  testBindings.WEBHOOK_SECRET,
  testBindings.WEBHOOK_SECRET_PREVIOUS,
  testBindings.MARKER_SECRET,
  testBindings.ADMIN_TOKEN,
  ...Object.values(JSON.parse(testBindings.FORGE_TOKENS) as Record<string, string>),
];

/** Opens a bench before each test of the file and closes it after. */
export function useBench(): () => Bench {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.begin();
  });
  afterEach(async () => {
    bench.crashing = false;
    bench.forge.trouble = () => undefined;
    await bench.idle();
    vi.restoreAllMocks();
    vi.useRealTimers();
    await reset();
    const said = [...bench.lines, ...answers.splice(0)].join("\n");
    for (const secret of SECRETS) expect(said.includes(secret), "a secret was said").toBe(false);
  });
  return () => bench;
}
