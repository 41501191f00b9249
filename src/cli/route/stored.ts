/** The routes that a running factory has stored: all of a project, or the one of a job. */
import { RoutesPage, type TakenRoute } from "../../contract/routing.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type Address,
  type AddressOptions,
  ask,
  oneProject,
  projectsOf,
  readAddress,
} from "../factory-address.ts";
import { readAnswer } from "../skew/builds.ts";

export async function* routesOf(address: Address, project: string): AsyncGenerator<TakenRoute> {
  for (let after: number | null = 0; after !== null; ) {
    const path = `/projects/${encodeURIComponent(project)}/routes?after=${after}`;
    const page: RoutesPage = readAnswer(RoutesPage, await ask(address, path), address.url);
    yield* page.routes;
    after = page.next;
  }
}

/** The project is read from the job's name, which begins with it, unless it is given. */
export async function routeOfJob(
  options: AddressOptions & { readonly project?: string },
  job: string,
  command: string,
): Promise<TakenRoute> {
  const address = readAddress(options);
  const named = options.project ?? /^(.+)-\d+$/.exec(job)?.[1];
  const project = oneProject(await projectsOf(address, named, command), command);
  for await (const taken of routesOf(address, project)) if (taken.job === job) return taken;
  throw new CliError(EXIT.no, {
    what: `no route of ${job} is stored in ${project}`,
    why: "it was never taken by a runner, or there is no such job",
    next: "npm run -s adf -- status",
  });
}
