/** The fields of conditions, of number tests, and of what a part of a policy reads. */
import { fieldTexts as texts } from '../../../texts/policies/edit.ts';
import { COMPARISONS } from '../document/policy-document.ts';
import type { FieldSpec, NamedSpec, Variant } from './field-spec.ts';

export const featureField: NamedSpec = ['feature', { label: texts.feature, kind: 'text', isFeature: true }];
const valueField: NamedSpec = ['value', { label: texts.computedValue, kind: 'text' }];
export const figureField = (figures: Readonly<Record<string, string>>): NamedSpec => [
  'of',
  { label: texts.figure, kind: 'choice', options: listOptions(figures) },
];
const unknownField: NamedSpec = [
  'if_unknown',
  { label: texts.ifUnknown, kind: 'choice', options: listOptions(texts.unknownAnswers) },
];
const categoriesField = (key: 'in' | 'not_in'): NamedSpec => [key, { label: texts.categories, kind: 'words' }];

const SCORED_FIGURES = { pd: texts.pd, score: texts.scoreFigure } as const;

export function listOptions(texts: Readonly<Record<string, string>>) {
  return Object.entries(texts).map(([value, text]) => ({ value, text }));
}

/** A condition that is new in a form. */
export const createCondition = (): object => ({ feature: '', below: 0, if_unknown: 'not_met' });

/** The test of a number stands as a field of its own next to what it tests: `below`, `between`, …. */
export const TEST_KEYS = [...COMPARISONS, 'between'] as const;

export const testField: NamedSpec = ['', { label: texts.test, kind: 'test' }];

const several = (key: 'all' | 'any'): Variant => ({
  ...{ code: key, text: texts.variants[key] },
  matches: (value) => key in value,
  create: () => ({ [key]: [createCondition(), createCondition()] }),
  listFields: () => [
    [key, { label: texts.when, kind: 'list', item: conditionSpec, create: createCondition, add: texts.addPart }],
  ],
});

const hasTest = (value: object): boolean => TEST_KEYS.some((key) => key in value);

export const conditionSpec: FieldSpec = {
  label: texts.part,
  kind: 'variant',
  variants: [
    {
      ...{ code: 'feature', text: texts.variants.feature },
      matches: (value) => 'feature' in value && hasTest(value),
      create: createCondition,
      listFields: () => [featureField, testField, unknownField],
    },
    {
      ...{ code: 'in', text: texts.variants.in },
      matches: (value) => 'in' in value,
      create: () => ({ feature: '', in: [], if_unknown: 'not_met' }),
      listFields: () => [featureField, categoriesField('in'), unknownField],
    },
    {
      ...{ code: 'not_in', text: texts.variants.notIn },
      matches: (value) => 'not_in' in value,
      create: () => ({ feature: '', not_in: [], if_unknown: 'not_met' }),
      listFields: () => [featureField, categoriesField('not_in'), unknownField],
    },
    {
      ...{ code: 'is', text: texts.variants.known },
      matches: (value) => 'is' in value,
      create: () => ({ feature: '', is: 'unknown' }),
      listFields: () => [
        featureField,
        ['is', { label: texts.known, kind: 'choice', options: listOptions(texts.knowledge) }],
      ],
    },
    {
      ...{ code: 'value', text: texts.variants.value },
      matches: (value) => 'value' in value,
      create: () => ({ value: '', below: 0 }),
      listFields: () => [valueField, testField],
    },
    {
      ...{ code: 'of', text: texts.variants.figure },
      matches: (value) => 'of' in value,
      create: () => ({ of: 'pd', below: 0.1 }),
      listFields: () => [figureField(SCORED_FIGURES), testField],
    },
    several('all'),
    several('any'),
    {
      ...{ code: 'not', text: texts.variants.not },
      matches: (value) => 'not' in value,
      create: () => ({ not: createCondition() }),
      listFields: () => [['not', conditionSpec]],
    },
  ],
};

/** A condition that may be absent. */
export const whenField: NamedSpec = [
  'when',
  { label: texts.when, kind: 'optional', spec: conditionSpec, create: createCondition, add: texts.addWhen },
];

/** The feature that the reason of a row names; without, the first that the row reads. */
export const reasonFeatureField: NamedSpec = [
  'feature',
  {
    ...{ label: texts.reasonFeature, kind: 'optional', create: () => '', add: texts.addReasonFeature },
    spec: { label: texts.reasonFeature, kind: 'text', isFeature: true },
  },
];

/** Variants by what is read: a feature, a computed number, PD or score. `fields` are those that all have. */
export function readVariants(
  names: { feature: string; value: string; of: string },
  createRest: () => object,
  listRest: (operand: 'feature' | 'value' | 'of') => readonly NamedSpec[],
): Variant[] {
  const operands = { feature: featureField, value: valueField, of: figureField(SCORED_FIGURES) } as const;
  const starts = { feature: { feature: '' }, value: { value: '' }, of: { of: 'pd' } } as const;
  return (['feature', 'value', 'of'] as const).map((operand) => ({
    ...{ code: operand, text: names[operand] },
    matches: (value: object) => operand in value,
    create: () => ({ ...starts[operand], ...createRest() }),
    listFields: () => [operands[operand], ...listRest(operand)],
  }));
}
