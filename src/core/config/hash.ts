/** The name of a configuration: of its text, so that the Worker, doctor and deploy mean the same one. */
import { fingerprint } from "../routing/fingerprint.ts";

export const configHash = (text: string): string => fingerprint([text]);
