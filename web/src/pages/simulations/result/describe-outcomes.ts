/** Says what is known of the outcomes of a set: unknown outcomes are bounded, never guessed. */
import { formatCount, formatPercent } from '../../../format/numbers.ts';
import type { SimulatedOutcomes } from '../../../queries/api-types.ts';
import { simulationTexts as texts } from '../../../texts/governance/simulations.ts';

/** A sentence where outcomes are unknown, else undefined. */
export function describeOutcomes(set: string, rows: number, outcomes: SimulatedOutcomes): string | undefined {
  const { unknown, bound, expected_rate } = outcomes;
  if (unknown === 0 || bound === null) return undefined;
  return texts.outcomes(set, formatCount(unknown), formatCount(rows), bound, expected_rate);
}

/** A difference of two shares with its sign, in percentage points. */
export const describeDifference = (difference: number): string =>
  difference > 0 ? texts.compare.more(formatPercent(difference)) : formatPercent(difference);
