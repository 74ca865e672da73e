/** Compiles the conditions and ranges of a policy to functions of an application. */
import type { FeatureRecord } from '../features/feature-record.ts';
import type { CategoryTest, Condition, NumberTest, Operand } from '../policy/condition.ts';

/** What conditions, scorecards and matrices read. */
export interface Application {
  features: FeatureRecord;
  /** As float32, the type of the model's PD (see score.ts). */
  pd32: number;
  score: number;
  /** The values that the policy computes, by name. */
  values: { [name: string]: number };
}

export type Test = (application: Application) => boolean;
/** Reads a number; null is unknown. */
type ReadNumber = (application: Application) => number | null;

const ALWAYS: Test = () => true;

/** Compiles a condition; a row without one applies always. */
export function compileCondition(condition: Condition | undefined): Test {
  if (!condition) return ALWAYS;
  if ('all' in condition) return compileAll(condition.all.map(compileCondition));
  if ('any' in condition) return compileAny(condition.any.map(compileCondition));
  if ('not' in condition) {
    const test = compileCondition(condition.not);
    return (application) => !test(application);
  }
  if ('is' in condition) {
    const { feature, is } = condition;
    return ({ features }) => ((features[feature] ?? null) === null) === (is === 'unknown');
  }
  if ('in' in condition || 'not_in' in condition) return compileCategoryTest(condition);
  return compileComparison(condition, condition, condition.if_unknown === 'met');
}

function compileAll(tests: readonly Test[]): Test {
  return (application) => tests.every((test) => test(application));
}

function compileAny(tests: readonly Test[]): Test {
  return (application) => tests.some((test) => test(application));
}

function compileCategoryTest(condition: CategoryTest): Test {
  const { feature } = condition;
  const categories = new Set('in' in condition ? condition.in : condition.not_in);
  const isMember = 'in' in condition;
  const ifUnknown = condition.if_unknown === 'met';
  return ({ features }) => {
    const value = features[feature] ?? null;
    return value === null ? ifUnknown : categories.has(String(value)) === isMember;
  };
}

function compileComparison(operand: Operand, test: NumberTest, ifUnknown: boolean): Test {
  const read = compileOperand(operand);
  const compare = compileNumberTest(test, getRounding(operand));
  return (application) => {
    const value = read(application);
    return value === null ? ifUnknown : compare(value);
  };
}

/** Compiles the test of a number. `round` is applied to the bounds. */
export function compileNumberTest(test: NumberTest, round = (bound: number) => bound): (value: number) => boolean {
  if ('below' in test) {
    const bound = round(test.below);
    return (value) => value < bound;
  }
  if ('at_most' in test) {
    const bound = round(test.at_most);
    return (value) => value <= bound;
  }
  if ('above' in test) {
    const bound = round(test.above);
    return (value) => value > bound;
  }
  if ('at_least' in test) {
    const bound = round(test.at_least);
    return (value) => value >= bound;
  }
  const [lowest, highest] = test.between.map(round) as [number, number];
  return (value) => value >= lowest && value <= highest;
}

/** Compiles what reads a number of an application. */
export function compileOperand(operand: Operand): ReadNumber {
  if ('feature' in operand) {
    const { feature } = operand;
    return ({ features }) => features[feature] as number | null;
  }
  if ('value' in operand) {
    const { value } = operand;
    return ({ values }) => values[value] as number;
  }
  return operand.of === 'pd' ? ({ pd32 }) => pd32 : ({ score }) => score;
}

/** Bounds of a PD are compared as float32, like the PD itself. */
export const getRounding = (operand: Operand): ((bound: number) => number) =>
  'of' in operand && operand.of === 'pd' ? Math.fround : (bound) => bound;
