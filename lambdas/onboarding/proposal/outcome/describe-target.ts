/** Says a target definition in words, for the mapping, the manifest and the model card. */
import type { TargetCondition, TargetDefinition } from '../../contract/target.ts';

const MAX_LENGTH = 400;

/** For example `bad if status is Charged Off; good if status is Fully Paid; otherwise open`. */
export function describeTarget({ bad, good, performance_months: months }: TargetDefinition): string {
  const window = months === null ? '' : ` within ${months} ${months === 1 ? 'month' : 'months'} of the application`;
  const otherwise = good.length > 0 ? `good if ${describeConditions(good)}; otherwise open` : 'otherwise good';
  return shorten(`bad if ${describeConditions(bad)}${window}; ${otherwise}`);
}

const describeConditions = (conditions: readonly TargetCondition[]): string =>
  conditions.map(describeCondition).join(' or ');

function describeCondition(condition: TargetCondition): string {
  switch (condition.is) {
    case 'in':
      return condition.values.length === 1
        ? `${condition.column} is ${condition.values[0]}`
        : `${condition.column} is one of ${condition.values.join(', ')}`;
    case 'at_least':
      return `${condition.column} is ${condition.value} or more`;
    case 'below':
      return `${condition.column} is below ${condition.value}`;
    case 'known':
    case 'unknown':
      return `${condition.column} is ${condition.is}`;
  }
}

const shorten = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);
