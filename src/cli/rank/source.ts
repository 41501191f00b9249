/** What `adf rank` ranks: the issues on standard input, or those of a running factory, ranked by its own brain. */
import { RankingView } from "../../contract/ranking.ts";
import { viewRanking } from "../../core/ranking/view.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, ask, oneProject, projectsOf, readAddress } from "../factory-address.ts";
import { readInput } from "../input.ts";
import { readAnswer } from "../skew/builds.ts";
import { parseRankInput } from "./input.ts";

export interface Source {
  /** "" for what came on standard input. */
  readonly project: string;
  readonly view: RankingView;
}

export async function fromInput(): Promise<Source> {
  const text = await readInput("the issues", "npm run -s adf -- rank < issues.json");
  if (text.trim() === "") {
    throw new CliError(EXIT.usage, {
      what: "there are no issues to rank",
      why: "standard input is empty, and nothing names a running factory",
      next: "npm run -s adf -- rank --state .adf",
    });
  }
  const { issues, dependencies } = parseRankInput(text);
  return { project: "", view: viewRanking(issues, dependencies) };
}

export async function fromFactory(options: AddressOptions, named: string | undefined): Promise<Source> {
  const address = readAddress(options);
  const project = oneProject(await projectsOf(address, named, "rank"), "rank");
  const said = await ask(address, `/projects/${encodeURIComponent(project)}/ranking`);
  return { project, view: readAnswer(RankingView, said, address.url) };
}
