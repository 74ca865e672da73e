/** Formats a title and named facts below it, as all results of `npm run predict` are printed. */
import pc from 'picocolors';

const NAME_WIDTH = 24;

/** @param facts name and value; a line without a name continues the one above */
export function formatFacts(title: string, facts: readonly (readonly [string, string])[]): string {
  return [title, ...facts.map(([name, value]) => `  ${pc.dim(name.padEnd(NAME_WIDTH))}${value}`)].join('\n');
}
