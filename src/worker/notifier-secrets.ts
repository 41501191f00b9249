/** The secret NOTIFIER_SECRETS: JSON with a secret for each notifier that needs one, by its name. */
import * as z from "zod";

const Secrets = z.record(z.string(), z.string().min(1));

/** What cannot be read is as good as not there: notices that need it are shown as dead, and nothing else stands still. */
export function notifierSecrets(text: string | undefined): Record<string, string> {
  try {
    return Secrets.safeParse(JSON.parse(text ?? "")).data ?? {};
  } catch {
    return {};
  }
}
