/** A command of adf, as people read it in a comment of ours. */
export const adf = (command: string): string => `\`npm run -s adf -- ${command}\``;
