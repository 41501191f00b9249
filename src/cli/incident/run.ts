/** Makes incidents again, one after another, on one stage that is removed at the end whatever happens. */
import type { Incident } from "./incident.ts";
import type { Told } from "./report.ts";
import { Stage } from "./stage.ts";

export async function runIncidents(
  incidents: readonly Incident[],
  began: (incident: Incident) => void,
  ended: (told: Told) => void,
): Promise<readonly Told[]> {
  const stage = new Stage();
  const all: Told[] = [];
  try {
    for (const incident of incidents) {
      began(incident);
      const at = performance.now();
      const steps = await incident.run(stage);
      const told = { incident, steps, seconds: (performance.now() - at) / 1000 };
      all.push(told);
      ended(told);
    }
    return all;
  } finally {
    await stage.close();
  }
}
