// Asks a person, or claims with evidence that nothing needs to change.
import { writeFileSync } from "node:fs";

const outputs = process.argv.includes("verified")
  ? { verified: { summary: "All pass.", commands: [{ argv: ["node", "--test"], exit_code: 0 }] } }
  : { question: { body: "Which sum is meant?" } };
writeFileSync(process.env.ADF_OUTPUTS, JSON.stringify({ version: 1, ...outputs }));
