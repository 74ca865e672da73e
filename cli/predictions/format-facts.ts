/** Formats a title and named facts below it, as all results of `npm run predict` are printed. */
import pc from 'picocolors';

const NAME_WIDTH = 24;

/** @param facts pairs of name and value; an empty name continues the line above */
export function formatFacts(title: string, facts: readonly (readonly [string, string])[]): string {
  return [title, ...facts.map(([name, value]) => `  ${pc.dim(name.padEnd(NAME_WIDTH))}${value}`)].join('\n');
}
