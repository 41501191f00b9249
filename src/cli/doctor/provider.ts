/** Lines about the models behind the routes: which answered when they were last asked, and what to do about one that did not. */
import type { ProbeBoard, ProbeView } from "../../contract/probe.ts";
import { type Check, fix, ok, span, unknown } from "./check.ts";

/** Silent where no runner is there: the line about the runner says so. */
export function providerLines({ ways, today, withheld }: ProbeBoard, options: string): Check[] {
  const able = ways.filter((way) => way.state !== "no_cli");
  const ill = able.filter((way) => way.state === "unhealthy");
  const well = able.filter((way) => way.state === "healthy");
  const again = `npm run -s adf -- probe${options}`;
  if (ways.length === 0) return [];
  return [
    summary(able, well, again),
    ...ill.map((way) =>
      fix(
        idOf(way),
        `${nameOf(way)} does not answer${since(way)}: ${oneLine(way.detail ?? "")}`,
        way.next ?? again,
      ),
    ),
    ...able
      .filter((way) => way.state === "unproved")
      .map((way) => unknown(idOf(way), `${nameOf(way)}: ${oneLine(way.detail ?? "")}`)),
    ...(withheld === null ? [] : [unknown("provider.probes", `${today.probes} probes today; ${withheld}`)]),
  ];
}

function summary(able: readonly ProbeView[], well: readonly ProbeView[], again: string): Check {
  const id = "provider";
  if (able.length === 0) return unknown(id, "no runner has a CLI that a route names, so nobody was asked");
  const tried = able.filter((way) => way.state === "healthy" || way.state === "unhealthy");
  if (tried.length === 0) return unknown(id, untried(able), again);
  const names = well.map((way) => `${way.cli} → ${way.model}`).join(", ");
  const fact = `${well.length} of ${able.length} ways to a model answered when last asked${names === "" ? "" : `: ${names}`}`;
  return well.length > 0 ? ok(id, fact) : fix(id, fact, again);
}

/** A way that is being asked has not failed. */
function untried(able: readonly ProbeView[]): string {
  const on_its_way = able.filter(({ state }) => state === "waiting" || state === "running").length;
  const rest = on_its_way === 0 ? "" : `; ${on_its_way} ${on_its_way === 1 ? "is" : "are"} being asked now`;
  return `none of ${able.length} ways to a model has answered yet${rest}`;
}

const idOf = ({ cli, provider, model, runner }: ProbeView): string =>
  `provider/${runner}.${cli}.${provider}.${model}`;
const nameOf = ({ cli, provider, model, runner }: ProbeView): string =>
  `${cli} → ${provider} → ${model} on ${runner}`;
const since = ({ age_secs }: ProbeView): string => (age_secs === null ? "" : `, asked ${span(age_secs)} ago`);
const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ").slice(0, 200);
