/** The fields of matrices, scorecards and price tables. */
import { documentTexts } from '../../../texts/policies/document.ts';
import { fieldTexts as texts } from '../../../texts/policies/edit.ts';
import { featureField, listOptions, readVariants, reasonFeatureField, whenField } from './condition-spec.ts';
import type { FieldSpec, NamedSpec, Variant } from './field-spec.ts';

const nameField: NamedSpec = ['name', { label: texts.name, kind: 'text' }];
const reasonField: NamedSpec = ['reason', { label: texts.reason, kind: 'text', isLong: true }];
const points: FieldSpec = { label: texts.points, kind: 'number' };
const rangeFields: readonly NamedSpec[] = [
  ['from', { label: texts.from, kind: 'number' }],
  ['below', { label: texts.below, kind: 'number' }],
];

const createRange = () => ({ from: null, below: null });
const rangesField: NamedSpec = [
  'ranges',
  {
    ...{ label: texts.ranges, kind: 'list', create: createRange, add: texts.addRange },
    item: { label: texts.range, kind: 'object', fields: rangeFields },
  },
];

const rangeNames = {
  feature: texts.variants.ranges,
  value: texts.variants.valueRanges,
  of: texts.variants.figureRanges,
} as const;

const groups: Variant = {
  ...{ code: 'groups', text: texts.variants.groups },
  matches: (value) => 'groups' in value,
  create: () => ({ feature: '', groups: [[], 'otherwise'] }),
  listFields: () => [
    featureField,
    [
      'groups',
      {
        ...{ label: texts.groups, kind: 'list', create: () => [], add: texts.addGroup },
        item: { label: texts.group, kind: 'words' },
      },
    ],
  ],
};

const axis = (label: string): FieldSpec => ({
  ...{ label, kind: 'variant' },
  variants: [
    groups,
    ...readVariants(
      rangeNames,
      () => ({ ranges: [createRange()] }),
      () => [rangesField],
    ),
  ],
});

export const matrices: FieldSpec = {
  ...{ label: texts.matrix, kind: 'list', add: texts.addMatrix },
  create: () => ({
    ...{ name: '', rows: { of: 'pd', ranges: [createRange()] }, columns: { feature: '', ranges: [createRange()] } },
    ...{ decisions: [['refer']], if_unknown: 'refer', reason: '' },
  }),
  item: {
    ...{ label: texts.matrix, kind: 'matrix' },
    fields: [
      nameField,
      whenField,
      ['rows', axis(texts.rows)],
      ['columns', axis(texts.columns)],
      ['if_unknown', { label: texts.ifUnknownDecision, kind: 'choice', options: listOptions(documentTexts.decisions) }],
      reasonField,
      reasonFeatureField,
    ],
  },
};

const unknownPoints: NamedSpec = ['if_unknown', { label: texts.unknownPoints, kind: 'number' }];

const numberBins: NamedSpec = [
  'bins',
  {
    ...{ label: texts.bin, kind: 'list', create: () => ({ ...createRange(), points: 0 }), add: texts.addBin },
    item: { label: texts.bin, kind: 'object', fields: [...rangeFields, ['points', points]] },
  },
];

const categoryBins: Variant = {
  ...{ code: 'groups', text: texts.variants.groups },
  matches: (value) => 'otherwise' in value,
  create: () => ({ feature: '', bins: [{ in: [], points: 0 }], otherwise: 0, if_unknown: 0 }),
  listFields: () => [
    featureField,
    [
      'bins',
      {
        ...{ label: texts.bin, kind: 'list', create: () => ({ in: [], points: 0 }), add: texts.addBin },
        item: {
          ...{ label: texts.bin, kind: 'object' },
          fields: [
            ['in', { label: texts.categories, kind: 'words' }],
            ['points', points],
          ],
        },
      },
    ],
    ['otherwise', { label: texts.otherwisePoints, kind: 'number' }],
    unknownPoints,
  ],
};

const createBins = () => ({ bins: [{ ...createRange(), points: 0 }] });

export const values: FieldSpec = {
  ...{ label: texts.value, kind: 'list', add: texts.addValue },
  create: () => ({ name: '', scorecard: { base: 0, characteristics: [] } }),
  item: {
    ...{ label: texts.value, kind: 'object' },
    fields: [
      nameField,
      [
        'scorecard',
        {
          ...{ label: texts.points, kind: 'object' },
          fields: [
            ['base', { label: texts.base, kind: 'number' }],
            [
              'characteristics',
              {
                ...{ label: texts.characteristic, kind: 'list', add: texts.addCharacteristic },
                create: () => ({ feature: '', ...createBins(), if_unknown: 0 }),
                item: {
                  ...{ label: texts.characteristic, kind: 'variant' },
                  variants: [
                    categoryBins,
                    ...readVariants(rangeNames, createBins, (operand) =>
                      operand === 'feature' ? [numberBins, unknownPoints] : [numberBins],
                    ),
                  ],
                },
              },
            ],
          ],
        },
      ],
    ],
  },
};

const rate: FieldSpec = { label: texts.rate, kind: 'number', isShare: true };

export const pricing: FieldSpec = {
  ...{ label: texts.pricing, kind: 'list', add: texts.addPricing },
  create: () => ({ term: 'term_months', funding_rate: 0, up_to_months: [null], rates: [] }),
  item: {
    ...{ label: texts.pricing, kind: 'object' },
    fields: [
      whenField,
      ['term', { label: texts.term, kind: 'text', isFeature: true }],
      ['funding_rate', { label: texts.funding, kind: 'number', isShare: true }],
      [
        'up_to_months',
        {
          ...{ label: texts.upToMonths, kind: 'list', create: () => null, add: texts.addMonths },
          item: { label: texts.months, kind: 'number' },
        },
      ],
      [
        'rates',
        {
          ...{
            label: texts.bandRates,
            kind: 'list',
            create: () => ({ band: '', rates: [null] }),
            add: texts.addBandRates,
          },
          item: {
            ...{ label: texts.bandRates, kind: 'object' },
            fields: [
              ['band', { label: texts.band, kind: 'text' }],
              ['rates', { label: texts.rate, kind: 'list', item: rate, create: () => null, add: texts.addRate }],
            ],
          },
        },
      ],
    ],
  },
};
