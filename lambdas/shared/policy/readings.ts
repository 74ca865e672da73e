/** Lists what a policy reads and where: features, values, PD and score. Checks, needed features and reasons use it. */
import { findFeature } from '../features/catalogue.ts';
import type { Condition, Operand } from './condition.ts';
import type { Matrix, Policy } from './policy.ts';
import type { Characteristic } from './scorecard.ts';

/** Where in the document: names of fields and positions in lists. */
export type Path = readonly (string | number)[];

/** One place where the policy reads an operand. */
export interface Reading {
  path: Path;
  operand: Operand;
  /** How it is read; `any` where only whether it is known, or its value as part of a reason, matters. */
  as: 'number' | 'category' | 'any';
}

/** A feature that a score needs. */
interface PolicyFeature {
  name: string;
  type: 'number' | 'category';
}

/** Lists the features that a policy reads, sorted, each once. One that it never compares has the catalogue's type. */
export function listPolicyFeatures(policy: Policy): PolicyFeature[] {
  const types = new Map<string, PolicyFeature['type'] | undefined>();
  for (const { operand, as } of listReadings(policy)) {
    if (!('feature' in operand)) continue;
    types.set(operand.feature, types.get(operand.feature) ?? (as === 'any' ? undefined : as));
  }
  return [...types]
    .map(([name, type]) => ({ name, type: type ?? getCatalogueType(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const getCatalogueType = (name: string) => (findFeature(name)?.type === 'category' ? 'category' : 'number');

/** Lists every place where a policy reads an operand, in the order of the document. */
export function listReadings(policy: Policy): Reading[] {
  const feature = (path: Path, name: string | undefined, as: Reading['as']): Reading[] =>
    name === undefined ? [] : [{ path, operand: { feature: name }, as }];
  return [
    ...policy.values.flatMap(({ scorecard }, i) =>
      scorecard.characteristics.flatMap((part, j) =>
        readCharacteristic(['values', i, 'scorecard', 'characteristics', j], part),
      ),
    ),
    ...policy.cut_offs.flatMap(({ when }, i) => readOptional(['cut_offs', i, 'when'], when)),
    ...policy.rules.flatMap((rule, i) => [
      ...readCondition(['rules', i, 'when'], rule.when),
      ...feature(['rules', i, 'feature'], rule.feature, 'any'),
    ]),
    ...policy.matrices.flatMap((matrix, i) => readMatrix(['matrices', i], matrix)),
    ...policy.limits.flatMap((limit, i) => [
      ...readOptional(['limits', i, 'when'], limit.when),
      ...feature(['limits', i, 'feature'], limit.feature, 'any'),
    ]),
    ...policy.lgd.flatMap(({ when }, i) => readOptional(['lgd', i, 'when'], when)),
    ...policy.ead.flatMap((row, i) => [
      ...readOptional(['ead', i, 'when'], row.when),
      ...feature(['ead', i, 'feature'], row.feature, 'number'),
    ]),
    ...policy.pricing.flatMap((row, i) => [
      ...readOptional(['pricing', i, 'when'], row.when),
      ...feature(['pricing', i, 'term'], row.term, 'number'),
    ]),
  ];
}

/** Lists what a condition reads, in its order. */
export function readCondition(path: Path, condition: Condition): Reading[] {
  if ('all' in condition) return condition.all.flatMap((part, i) => readCondition([...path, 'all', i], part));
  if ('any' in condition) return condition.any.flatMap((part, i) => readCondition([...path, 'any', i], part));
  if ('not' in condition) return readCondition([...path, 'not'], condition.not);
  if ('is' in condition) return [{ path: [...path, 'feature'], operand: { feature: condition.feature }, as: 'any' }];
  const as = 'in' in condition || 'not_in' in condition ? 'category' : 'number';
  return [toReading(path, condition, as)];
}

function readOptional(path: Path, condition: Condition | undefined): Reading[] {
  return condition ? readCondition(path, condition) : [];
}

/** What a scorecard reads for one of its characteristics. */
export const readCharacteristic = (path: Path, part: Characteristic): Reading[] => [
  toReading(path, part, 'otherwise' in part ? 'category' : 'number'),
];

/** What a matrix reads: its condition, its rows and its columns. */
export const readMatrix = (path: Path, matrix: Matrix): Reading[] => [
  ...readOptional([...path, 'when'], matrix.when),
  ...(['rows', 'columns'] as const).map((side) =>
    toReading([...path, side], matrix[side], 'groups' in matrix[side] ? 'category' : 'number'),
  ),
  ...(matrix.feature === undefined
    ? []
    : [{ path: [...path, 'feature'], operand: { feature: matrix.feature }, as: 'any' as const }]),
];

function toReading(path: Path, part: Operand, as: Reading['as']): Reading {
  if ('feature' in part) return { path: [...path, 'feature'], operand: { feature: part.feature }, as };
  if ('value' in part) return { path: [...path, 'value'], operand: { value: part.value }, as };
  return { path: [...path, 'of'], operand: { of: part.of }, as };
}
