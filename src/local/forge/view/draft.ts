/** A pull request whose title says that it is not finished: the forge does not merge it. */
import type { IssueRow } from "../store/rows.ts";

export const isDraft = ({ title }: Pick<IssueRow, "title">): boolean => /^(?:WIP:|\[WIP\])/i.test(title);
