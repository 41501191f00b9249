/** 7: variables that nobody expands, in the paths and secrets of a service and in a configuration. */
import { type Incident, saidBy } from "../incident.ts";
import { checked, LEAST, typed } from "../typed.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
const VARIABLE = "${HOME}";

export const UNEXPANDED: Incident = {
  number: 7,
  symptom: `The service looked for a folder called ${VARIABLE}.`,
  cause: "systemd does not expand what a shell does, and nobody else did.",
  why: "Nothing that goes into a unit or a configuration may hold a variable or a placeholder: it is refused before anything is written, for each path, for each secret and for each value.",
  boots: false,
  async run() {
    const prefix = ["runner", "install", "--user", "--prefix", `/opt/${VARIABLE}`];
    const secret = [
      "runner",
      "install",
      "--user",
      "--worker",
      "https://adf.example",
      "--secret",
      "ZAI_API_KEY",
    ];
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
    const env = { ZAI_API_KEY: "${ZAI_API_KEY}" };
    return [
      saidBy(`adf runner install --user --prefix '/opt/${VARIABLE}'`, await typed(prefix), {
        code: 2,
        says: [`--prefix /opt/${VARIABLE} contains $. systemd does not expand variables`],
      }),
      saidBy(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
        "ZAI_API_KEY='${ZAI_API_KEY}' adf runner install --user --secret ZAI_API_KEY …",
        await typed(secret, {}, env),
        { code: 2, says: ["ZAI_API_KEY still holds a placeholder. Nothing here expands variables"] },
      ),
      saidBy(
        `adf check     with url = "${VARIABLE}"`,
        await checked(LEAST.replace("https://git.example", VARIABLE)),
        {
          code: 1,
          says: ['"url" still holds a placeholder: nothing is filled in or expanded in this file'],
          lines: 2,
        },
      ),
    ];
  },
};
