/** Finds the feature that the reason of a rule, a matrix or a limit names and shows. */
import type { Matrix, Policy, Rule } from './policy.ts';
import { type Reading, readCharacteristic, readCondition, readMatrix } from './readings.ts';

type Deciding = Rule | Matrix | Policy['limits'][number];

/**
 * Returns the feature that the row states; else the first that it reads, directly or by a value. A limit, and a rule
 * of PD or score only, name the exposure: it is what the lender would lose.
 */
export function findReasonFeature(policy: Policy, row: Deciding): string {
  const read = 'of' in row ? undefined : findFeature(policy, listRowReadings(row), new Set());
  return row.feature ?? read ?? listExposureFeatures(policy).at(-1) ?? '';
}

/** Lists the features that hold the exposure. The decision needs it, so the one that applies must be known. */
export const listExposureFeatures = ({ ead }: Policy): string[] => [...new Set(ead.map(({ feature }) => feature))];

const listRowReadings = (row: Rule | Matrix): Reading[] =>
  'rows' in row ? readMatrix([], { ...row, when: undefined }) : readCondition([], row.when);

function findFeature(policy: Policy, readings: readonly Reading[], seen: Set<string>): string | undefined {
  for (const { operand } of readings) {
    if ('feature' in operand) return operand.feature;
    if (!('value' in operand) || seen.has(operand.value)) continue;
    seen.add(operand.value);
    const value = policy.values.find(({ name }) => name === operand.value);
    const parts = value?.scorecard.characteristics ?? [];
    const found = findFeature(
      policy,
      parts.flatMap((part) => readCharacteristic([], part)),
      seen,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
