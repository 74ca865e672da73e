/** Parses the output of the CDK: progress lines, and the reason of a failure. */

/**
 * Returns a function that takes the output line by line, and returns the progress, such as
 * `Risk-Local-Etl (3 of 6): 12 resources`, or null for a line without progress.
 */
export function createProgressReader(): (line: string) => string | null {
  const positions = new Map<string, string>();
  const resources = new Map<string, number>();
  return (line) => {
    const beginning = /^(\S+): deploying\.\.\. \[(\d+)\/(\d+)\]/.exec(line);
    if (beginning?.[1]) {
      positions.set(beginning[1], ` (${beginning[2]} of ${beginning[3]})`);
      return `${beginning[1]}${positions.get(beginning[1])}`;
    }
    const event = /^\s*(\S+) \|.*\| (?:CREATE|UPDATE)_COMPLETE\s+\| (?!AWS::CloudFormation::Stack)/.exec(line);
    if (event?.[1]) {
      const count = (resources.get(event[1]) ?? 0) + 1;
      resources.set(event[1], count);
      return `${event[1]}${positions.get(event[1]) ?? ''}: ${count} resources`;
    }
    const bundling = /^Bundling asset ([^/\s]+)\/([^/\s]+)/.exec(line);
    return bundling ? `bundling ${bundling[2]} of ${bundling[1]}` : null;
  };
}

/** The line of a failed run's output with the reason, without colours and symbols, cut to 600 characters. */
export function extractError(lines: string[]): string {
  const plainLines = lines.map((line) => line.replace(COLOURS, '').trim()).filter(Boolean);
  const reason =
    plainLines.find((line) => /\| (CREATE|UPDATE|DELETE)_FAILED\s*\|/.test(line)) ??
    plainLines.find((line) => line.startsWith('‣')) ??
    plainLines.find((line) => /^(Uncaught )?\w*Error\b/.test(line)) ??
    plainLines.find((line) => line.startsWith('❌')) ??
    plainLines.at(-1) ??
    'it said nothing';
  return reason
    .replace(/^[❌‣]\s*/u, '')
    .replace(/\s*\|\s*/g, ' ')
    .slice(0, 600);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
const COLOURS = /\u001b\[[0-9;]*m/g;
