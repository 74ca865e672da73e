/** Writes a condition of a policy as words, such as `age is below 18 (or it is unknown)`. */
import { formatExact, formatExactPercent } from '../../../format/numbers.ts';
import { conditionTexts as texts } from '../../../texts/policies/conditions.ts';
import { COMPARISONS, type Condition, type NumberTest, type Operand, type Test } from './policy-document.ts';

/** The words of a feature, of a computed value, or of a figure such as `pd`. */
export type NameOperand = (code: string) => string;

/** `age is below 18 and (income is unknown or …)` */
export function describeCondition(condition: Condition, name: NameOperand): string {
  if ('all' in condition) return texts.all(condition.all.map((part) => describePart(part, name)));
  if ('any' in condition) return texts.any(condition.any.map((part) => describePart(part, name)));
  if ('not' in condition) return texts.not(describePart(condition.not, name));
  const operand = name(getOperand(condition));
  if ('is' in condition) return texts[condition.is](operand);
  const words = describeTest(condition, operand);
  return condition.if_unknown === 'met' ? texts.orUnknown(words) : words;
}

/** The code of what is read. */
export function getOperand(operand: Operand): string {
  if ('feature' in operand) return operand.feature;
  return 'value' in operand ? operand.value : operand.of;
}

/** Writes a bound of what is read: those of the PD are shares. */
export const chooseFormat = (code: string): ((bound: number) => string) =>
  code === 'pd' ? formatExactPercent : formatExact;

/** `is below 18`, with the name of what is tested. */
export function describeNumberTest(test: NumberTest, operand: string, format: (bound: number) => string): string {
  if (test.between) return texts.between(operand, format(test.between[0]), format(test.between[1]));
  const comparison = COMPARISONS.find((candidate) => test[candidate] !== undefined);
  const bound = comparison && test[comparison];
  return bound === undefined
    ? texts.unreadable
    : texts[comparison as keyof NumberTest & 'below'](operand, format(bound));
}

/** Parts with parts of their own stand in parentheses. */
function describePart(condition: Condition, name: NameOperand): string {
  const words = describeCondition(condition, name);
  return 'all' in condition || 'any' in condition ? texts.group(words) : words;
}

function describeTest(test: Exclude<Test, { is: unknown }>, operand: string): string {
  if ('in' in test && test.in) return texts.in(operand, test.in);
  if ('not_in' in test && test.not_in) return texts.not_in(operand, test.not_in);
  return describeNumberTest(test as NumberTest, operand, chooseFormat(getOperand(test)));
}
