/** 9: values of another type than their field, and what would have been right. */
import { type Incident, saidBy } from "../incident.ts";
import { checked, LEAST } from "../typed.ts";

export const WRONG_TYPE: Incident = {
  number: 9,
  symptom: "A setting that nobody had written stopped the start.",
  cause: "A default was of another type than its field.",
  why: "Types, defaults and their check come from one schema, so that they cannot disagree; a test writes every default out and has it checked. A value of the wrong type is refused at its place, with the right one.",
  boots: false,
  async run() {
    const wrong = `${LEAST}\n[mentions]\npoll_ticks = "2"\n\n[nightwatch]\nenabled = "yes"\n`;
    return [
      saidBy('adf check     with poll_ticks = "2" and enabled = "yes"', await checked(wrong), {
        code: 1,
        says: [
          '"poll_ticks" is the text "2"',
          "expected a whole number from 1 to 60",
          "did you mean 2?",
          "did you mean true?",
        ],
        lines: 4,
      }),
    ];
  },
};
