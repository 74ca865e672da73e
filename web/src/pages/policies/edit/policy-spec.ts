/** The fields of a policy, by the section in which the form shows them. */
import { documentTexts } from '../../../texts/policies/document.ts';
import { fieldTexts as texts } from '../../../texts/policies/edit.ts';
import type { SectionKey } from '../document/describe-policy.ts';
import {
  conditionSpec,
  createCondition,
  figureField,
  listOptions,
  reasonFeatureField,
  testField,
  whenField,
} from './condition-spec.ts';
import type { FieldSpec, NamedSpec } from './field-spec.ts';
import { matrices, pricing, values } from './table-specs.ts';

const nameField: NamedSpec = ['name', { label: texts.name, kind: 'text' }];
const reasonField: NamedSpec = ['reason', { label: texts.reason, kind: 'text', isLong: true }];
/** A rule cannot approve: the strictest result of all decides. */
const { approve: _, ...strictDecisions } = documentTexts.decisions;
const decisionField: NamedSpec = [
  'decision',
  { label: texts.decision, kind: 'choice', options: listOptions(strictDecisions) },
];
const { pd: __, score: ___, ...boundedFigures } = documentTexts.figures;

/** Only the rate and the expected return can be unknown. */
const uncertainField: NamedSpec = [
  'if_unknown',
  {
    ...{ label: texts.ifUnknown, kind: 'optional', create: () => 'not_met', add: texts.addIfUnknown },
    spec: { label: texts.ifUnknown, kind: 'choice', options: listOptions(texts.unknownAnswers) },
  },
];

const fraudField: NamedSpec = [
  'suspects_fraud',
  {
    ...{ label: texts.suspectsFraud, kind: 'optional', create: () => true, add: texts.addSuspectsFraud },
    spec: { label: texts.suspectsFraud, kind: 'mark' },
  },
];

const cutOffs: FieldSpec = {
  ...{ label: texts.cutOff, kind: 'list', add: texts.addCutOff },
  create: () => ({ when: createCondition(), approve_below_pd: 0.1, decline_from_pd: 0.2 }),
  item: {
    ...{ label: texts.cutOff, kind: 'object' },
    fields: [
      whenField,
      ['approve_below_pd', { label: texts.approveBelow, kind: 'number', isShare: true }],
      ['decline_from_pd', { label: texts.declineFrom, kind: 'number', isShare: true }],
    ],
  },
};

const rules: FieldSpec = {
  ...{ label: texts.rule, kind: 'list', add: texts.addRule },
  create: () => ({ name: '', when: createCondition(), decision: 'refer', reason: '' }),
  item: {
    ...{ label: texts.rule, kind: 'object' },
    fields: [
      ...[nameField, ['when', { ...conditionSpec, label: texts.when }] as const],
      ...[decisionField, reasonField, reasonFeatureField, fraudField],
    ],
  },
};

const limits: FieldSpec = {
  ...{ label: texts.limit, kind: 'list', add: texts.addLimit },
  create: () => ({ name: '', of: 'expected_loss', at_least: 0, decision: 'refer', reason: '' }),
  item: {
    ...{ label: texts.limit, kind: 'object' },
    fields: [
      ...[nameField, figureField(boundedFigures), testField, uncertainField, whenField],
      ...[decisionField, reasonField, reasonFeatureField],
    ],
  },
};

const lgd: FieldSpec = {
  ...{ label: texts.lgd, kind: 'list', add: texts.addLgd },
  create: () => ({ when: createCondition(), lgd: 0.45 }),
  item: {
    ...{ label: texts.lgd, kind: 'object' },
    fields: [whenField, ['lgd', { label: texts.lgd, kind: 'number', isShare: true }]],
  },
};

const ead: FieldSpec = {
  ...{ label: texts.ead, kind: 'list', add: texts.addEad },
  create: () => ({ when: createCondition(), feature: 'amount', factor: 1 }),
  item: {
    ...{ label: texts.ead, kind: 'object' },
    fields: [
      whenField,
      ['feature', { label: texts.eadFeature, kind: 'text', isFeature: true }],
      [
        'factor',
        {
          ...{ label: texts.factor, kind: 'optional', create: () => 1, add: texts.addFactor },
          spec: { label: texts.factor, kind: 'number', isShare: true },
        },
      ],
    ],
  },
};

const bands: FieldSpec = {
  ...{ label: texts.band, kind: 'list', create: () => ({ name: '', below_pd: null }), add: texts.addBand },
  item: {
    ...{ label: texts.band, kind: 'object' },
    fields: [nameField, ['below_pd', { label: texts.belowPd, kind: 'number', isShare: true }]],
  },
};

const score: FieldSpec = {
  ...{ label: texts.score, kind: 'optional', add: texts.addScore },
  create: () => ({ base: 600, odds: 20, pdo: 40, min: 300, max: 850 }),
  spec: {
    ...{ label: texts.score, kind: 'object' },
    fields: listOptions(texts.scoreFields).map(({ value, text }) => [value, { label: text, kind: 'number' }]),
  },
};

const optionalText = (label: string, add: string): FieldSpec => ({
  ...{ label, kind: 'optional', create: () => '', add },
  spec: { label, kind: 'text' },
});

const goldenCases: FieldSpec = {
  ...{ label: texts.goldenCase, kind: 'list', add: texts.addGoldenCase },
  create: () => ({ name: '', pd: 0.05, features: {}, expect: { decision: 'approve' } }),
  item: {
    ...{ label: texts.goldenCase, kind: 'object' },
    fields: [
      nameField,
      ['pd', { label: texts.pd, kind: 'number', isShare: true }],
      ['features', { label: texts.inputs, kind: 'inputs', add: texts.addInput }],
      [
        'expect',
        {
          ...{ label: texts.expected, kind: 'object' },
          fields: [
            ['decision', { label: texts.decision, kind: 'choice', options: listOptions(documentTexts.decisions) }],
            ['decided_by', optionalText(texts.decidedBy, texts.addDecidedBy)],
            ['band', optionalText(texts.expectedBand, texts.addExpectedBand)],
          ],
        },
      ],
    ],
  },
};

/** Every section of the reading page has its fields; the order is the same. */
export const POLICY_SPEC: Record<SectionKey, readonly NamedSpec[]> = {
  purpose: [['description', { label: texts.description, kind: 'text', isLong: true }]],
  cutOffs: [['cut_offs', cutOffs]],
  rules: [['rules', rules]],
  matrices: [['matrices', matrices]],
  limits: [['limits', limits]],
  values: [['values', values]],
  loss: [
    ['lgd', lgd],
    ['ead', ead],
  ],
  pricing: [['pricing', pricing]],
  bands: [
    ['bands', bands],
    ['score', score],
  ],
  goldenCases: [['golden_cases', goldenCases]],
};
