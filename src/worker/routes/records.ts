/** The records of a project for their owner, and the factory as Prometheus reads it. Mounted behind the admin token. */
import type { Context } from "hono";
import { LogStoreChecks } from "../../contract/checks.ts";
import { metrics } from "../../core/log/metrics.ts";
import { indexCall, readIndex } from "../../core/quickwit/calls.ts";
import { compareIndex } from "../../core/quickwit/compare.ts";
import { indexConfig } from "../../core/quickwit/index-config.ts";
import type { AppEnv } from "../app.ts";
import { type Door, projectStub } from "../environment.ts";
import { askLogStore } from "../log-store.ts";
import { readState } from "./state.ts";

const AT_ONCE = 500;

/** `after`: only those behind it; negative: the last so many. `issue`: only those about it. */
export async function records(c: Context<AppEnv>): Promise<Response> {
  const name = c.req.param("project") ?? "";
  const whole = (key: string) => {
    const value = Number(c.req.query(key));
    return c.req.query(key) !== undefined && Number.isSafeInteger(value) ? value : undefined;
  };
  const issue = whole("issue");
  const lines = await projectStub(c.env, name).records({
    after: whole("after") ?? 0,
    limit: AT_ONCE,
    ...(issue === undefined ? {} : { issue }),
  });
  return c.body(`{"records":[${lines.join(",")}]}`, 200, { "content-type": "application/json" });
}

export async function prometheus(c: Context<AppEnv>): Promise<Response> {
  return c.text(metrics(await readState(c)), 200, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
  });
}

/** The log store as the Worker reaches it. */
export async function logStoreChecks(c: Context<AppEnv>): Promise<Response> {
  return c.json(LogStoreChecks.parse(await lookAt(c.var.door)));
}

async function lookAt(door: Door): Promise<LogStoreChecks> {
  const { enabled, url, index } = door.config.quickwit;
  const facts = { enabled, url, index, trouble: null, absent: false, differences: [] };
  if (!enabled) return facts;
  const found = readIndex(await askLogStore(door, indexCall(index)));
  if (found.ok) return { ...facts, differences: compareIndex(indexConfig(index), found.value) };
  if (found.error.kind === "absent") return { ...facts, absent: true };
  return { ...facts, trouble: found.error.detail };
}
