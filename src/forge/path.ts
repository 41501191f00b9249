/** Paths of the forge's API. Every part is encoded; what encoding cannot hold, a part that is `.` or `..`, the sender refuses. */

/** `/repos/owner/name` of a repository written `owner/name`. */
export const repoPath = (repo: string): string => `/repos/${segments(repo)}`;

/** One path segment: a slash in it stays part of the name. */
export const segment = (text: string): string => encodeURIComponent(text);

/** A name with slashes where the forge's route takes the rest of the path, as for branches. */
export const segments = (text: string): string => text.split("/").map(segment).join("/");
