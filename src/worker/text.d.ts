/** Scenarios and pages are imported as text; wrangler's Text rule and the local host both do this. */
declare module "*.md" {
  const text: string;
  export default text;
}
