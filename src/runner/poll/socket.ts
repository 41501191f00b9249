/**
 * The wake-up socket: it carries one word, that there may be a job or a probe. It may be lost or late at any time; the poll is the truth.
 * Reconnects with growing waits; an answer to "ping" that does not come counts as a broken connection.
 */
import { WakeUp } from "../../contract/runner.ts";
import { backoffMs } from "../client/gate.ts";
import { callHeaders } from "../client/http.ts";
import { aborted, sleep } from "../clock/sleep.ts";

export interface SocketOptions {
  readonly url: string;
  readonly credential: string;
  readonly onWake: () => void;
  /** There is a probe to run. */
  readonly onProbe: () => void;
  /** Once per change: connected, or not. `why` when it can never be: the poll then does all the work. */
  readonly onChange: (connected: boolean, why?: string) => void;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly pingMs?: number;
}

/** Resolves when the signal fires and the socket is closed. */
export async function keepSocket(options: SocketOptions, signal: AbortSignal): Promise<void> {
  // Node 20 has none unless asked; a runner without it is slower to begin a job, not wrong.
  if (globalThis.WebSocket === undefined) {
    options.onChange(
      false,
      `Node ${process.versions.node} has no WebSocket, so jobs begin at the next poll instead of at once. Start it with --experimental-websocket, or use Node 22.`,
    );
    return;
  }
  let failures = 0;
  let connected = false;
  const change = (now: boolean) => {
    if (now !== connected) options.onChange(now);
    connected = now;
  };
  while (!signal.aborted) {
    await connectOnce(options, signal, () => {
      failures = 0;
      change(true);
      // What was announced while nobody listened must not wait for the next poll.
      options.onWake();
    });
    change(false);
    failures += 1;
    await sleep(backoffMs(failures, options.baseMs, options.maxMs, Math.random()), signal);
  }
}

async function connectOnce(options: SocketOptions, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const pingMs = options.pingMs ?? 45_000;
  const address = `${options.url.replace(/^http/, "ws")}/api/v1/runner/socket`;
  // Node's WebSocket takes headers as an extension of the standard; a credential in the URL would be logged.
  const socket = new WebSocket(address, { headers: callHeaders(options.credential) } as never);
  let heard = true;
  const pinging = setInterval(() => {
    if (!heard) return socket.close();
    heard = false;
    if (socket.readyState === WebSocket.OPEN) socket.send("ping");
  }, pingMs);
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener("open", () => {
      heard = true;
      onOpen();
    });
    socket.addEventListener("message", (event) => {
      heard = true;
      const word = wakeUpIn(event.data);
      if (word === "wake") options.onWake();
      if (word === "probe") options.onProbe();
    });
    socket.addEventListener("close", () => resolve());
    socket.addEventListener("error", () => resolve());
  });
  const stop = aborted(signal);
  await Promise.race([closed, stop.promise]);
  stop.forget();
  clearInterval(pinging);
  if (socket.readyState === WebSocket.OPEN || socket.readyState === WebSocket.CONNECTING) socket.close();
}

function wakeUpIn(data: unknown): WakeUp["type"] | null {
  if (typeof data !== "string" || data.length > 200) return null;
  try {
    return WakeUp.safeParse(JSON.parse(data)).data?.type ?? null;
  } catch {
    return null;
  }
}
