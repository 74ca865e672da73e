/** Runs the daily workflow without faults, as the reference that every seed is compared with. */
import { executeStateMachine } from '../workflows/execute-state-machine.ts';
import type { FaultHarness } from './fault-harness.ts';
import { type Contents, readContents, readPublishedDigest } from './read-contents.ts';

/** Input of every execution of the fault test. */
export const EXECUTION_INPUT = { up_to: '2005-12-31' };

/** What an execution without faults leaves, and what readers see before it, after its first day and after its second. */
export interface Reference {
  contents: Contents;
  states: string[];
}

/** Creates the reference. Throws when the execution fails or readers do not see three different states. */
export async function createReference(harness: FaultHarness): Promise<Reference> {
  await harness.clear();
  const states = [await readPublishedDigest(harness)];
  const onState = async (name: string) => {
    if (name === 'CloseRun') states.push(await readPublishedDigest(harness));
  };
  const { definition, functions } = harness;
  const options = { isConcurrent: true, onState };
  const { status, error, cause } = await executeStateMachine(definition, EXECUTION_INPUT, functions, options);
  if (status !== 'SUCCEEDED' || new Set(states).size !== 3) throw new Error(`undisturbed: ${error} ${cause}`);
  return { contents: await readContents(harness), states };
}

/** Formats the first lines that only one of two texts has. */
export function formatDifference(expected: string, actual: string): string {
  const [expectedLines, actualLines] = [expected.split('\n'), actual.split('\n')];
  const listExtraLines = (lines: string[], others: string[], mark: string) => {
    const unmatched = [...others];
    return lines.flatMap((line) => {
      const index = unmatched.indexOf(line);
      if (index < 0) return [`${mark} ${line.slice(0, 600)}`];
      unmatched.splice(index, 1);
      return [];
    });
  };
  const missing = listExtraLines(expectedLines, actualLines, '-');
  return [...missing, ...listExtraLines(actualLines, expectedLines, '+')].slice(0, 8).join('\n');
}
