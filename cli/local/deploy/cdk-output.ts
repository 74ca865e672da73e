/** Reads what the CDK prints: progress for the display, one line for an error. */

/**
 * A reader of the output, line by line.
 * @returns what is new, such as `Risk-Local-Etl (3 of 6): 12 resources`; null for a line that tells nothing
 */
export function createProgressReader(): (line: string) => string | null {
  const places = new Map<string, string>();
  const resources = new Map<string, number>();
  return (line) => {
    const begun = /^(\S+): deploying\.\.\. \[(\d+)\/(\d+)\]/.exec(line);
    if (begun?.[1]) {
      places.set(begun[1], ` (${begun[2]} of ${begun[3]})`);
      return `${begun[1]}${places.get(begun[1])}`;
    }
    const event = /^\s*(\S+) \|.*\| (?:CREATE|UPDATE)_COMPLETE\s+\| (?!AWS::CloudFormation::Stack)/.exec(line);
    if (event?.[1]) {
      const count = (resources.get(event[1]) ?? 0) + 1;
      resources.set(event[1], count);
      return `${event[1]}${places.get(event[1]) ?? ''}: ${count} resources`;
    }
    const bundling = /^Bundling asset ([^/\s]+)\/([^/\s]+)/.exec(line);
    return bundling ? `bundling ${bundling[2]} of ${bundling[1]}` : null;
  };
}

/** The line of a failed run's output that says why, without colours and marks, cut to 600 characters. */
export function extractError(lines: string[]): string {
  const plain = lines.map((line) => line.replace(COLOURS, '').trim()).filter(Boolean);
  const reason =
    plain.find((line) => /\| (CREATE|UPDATE|DELETE)_FAILED\s*\|/.test(line)) ??
    plain.find((line) => line.startsWith('‣')) ??
    plain.find((line) => /^(Uncaught )?\w*Error\b/.test(line)) ??
    plain.find((line) => line.startsWith('❌')) ??
    plain.at(-1) ??
    'it said nothing';
  return reason
    .replace(/^[❌‣]\s*/u, '')
    .replace(/\s*\|\s*/g, ' ')
    .slice(0, 600);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
const COLOURS = /\u001b\[[0-9;]*m/g;
