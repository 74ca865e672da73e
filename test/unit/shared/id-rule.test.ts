/** One rule for ids and categories: what landing takes, the API and batches take, and nothing else. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRowConverter } from '../../../lambdas/ingest/prepare/row-converter.ts';
import { buildOpenApiDocument } from '../../../lambdas/prediction-api/contract/openapi.ts';
import { ApplicationId, CustomerId } from '../../../lambdas/prediction-api/contract/schemas/identifiers.ts';
import { createFeatureRowReader, encodeApplicationRows } from '../../../lambdas/scoring/uploads/batch-rows.ts';
import { parseFields } from '../../../lambdas/scoring/uploads/parse-lines.ts';
import { quoteField } from '../../../lambdas/shared/csv/format-line.ts';
import { Category } from '../../../lambdas/shared/sent-features/sent-features.ts';

const HEADER = ['application_id', 'customer_id', 'applied_at', 'amount', 'purpose'];
const converter = createRowConverter('loan_applications', '2024-07-01', HEADER, {});

/** The reason for which landing rejects an application; undefined when it takes it. */
function land({ id = 'a1', customer = 'c1', purpose = '' }): string | undefined {
  const row = converter.convert([id, customer, '2024-06-01', '1', purpose], 2, false);
  return 'reason' in row ? row.reason : undefined;
}

/** Whether a batch takes the id. A line of a file is one id. */
function isTakenByBatch(id: string): boolean {
  const [line = ''] = [...encodeApplicationRows(Buffer.from(`${quoteField(id)}\n`), 2)];
  return line.endsWith('\\N\n');
}

const ODD_IDS = [
  ...['A00001', ' A00002', 'A00003 ', 'L'.repeat(150), 'L'.repeat(200), '\u{1F600}'.repeat(200), 'APP-\u{1F600}'],
  ...[
    '\uff21\uff11',
    'A,1',
    '"A"',
    "it's",
    'A\u202800003',
    'Q\u202900005',
    'C%41',
    'A/B',
    '\\N',
    '\\.',
    '=1+1',
    '\ufeffA',
  ],
  ...['...', 'e\u0301', '\u00a0A', 'null', '__proto__', '\ufffd', '\u{10ffff}', '#', '?a=b', '%'],
];

test.each(ODD_IDS)('the id %j is taken everywhere', (id) => {
  expect(land({ id })).toBeUndefined();
  expect(land({ customer: id })).toBeUndefined();
  expect(ApplicationId.safeParse(id).success).toBe(true);
  expect(CustomerId.safeParse(id).success).toBe(true);
  expect(isTakenByBatch(id)).toBe(true);
});

const REFUSED_IDS = [
  'L'.repeat(201),
  '\u{1F600}'.repeat(201),
  'a\rb',
  'a\tb',
  'a\u0085b',
  'a\vb',
  'a\fb',
  '\u007f',
  '.',
  '..',
];

test.each(REFUSED_IDS)('the id %j is taken nowhere', (id) => {
  expect(land({ id })).toMatch(/^(too_long|invalid_id):application_id$/);
  expect(land({ customer: id })).toMatch(/^(too_long|invalid_id):customer_id$/);
  expect(ApplicationId.safeParse(id).success).toBe(false);
  expect(isTakenByBatch(id)).toBe(false);
});

test('any other text is an id everywhere or nowhere', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 210 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 210 }),
    fc.stringMatching(/^[.\r\t\u0080-\u00a0 ]{1,3}$/),
  );
  fc.assert(
    fc.property(text, (id) => {
      fc.pre(id.trim() !== '' && !/[\0\n]/.test(id) && id.isWellFormed());
      const isLanded = land({ id }) === undefined;
      expect([ApplicationId.safeParse(id).success, isTakenByBatch(id)]).toEqual([isLanded, isLanded]);
    }),
    { numRuns: 500 },
  );
});

describe('a category', () => {
  const readRow = createFeatureRowReader(['purpose'], [{ name: 'purpose', type: 'category' }]);
  const readBatch = (text: string) => readRow({ line: 2, fields: parseFields(quoteField(text)) });

  test.each([
    ...['other', 'Other', 'unknown', 'missing', 'NA', 'nan', 'None ', ' lead', 'carriage\rreturn', 'tab\tbed', '\\N'],
    ...['home\u2028improvement', '\u{1F600}'.repeat(200), 'x'.repeat(200), 'form\ffeed', '0', '00', '1e3', '<b>', '""'],
  ])('%j is taken everywhere, as it is written', (category) => {
    expect(land({ purpose: category })).toBeUndefined();
    expect(Category.parse(category)).toBe(category);
    expect(readBatch(category)).toMatchObject({ features: { purpose: category } });
  });

  test('of more than 200 characters is taken nowhere', () => {
    expect(Category.safeParse('x'.repeat(201)).success).toBe(false);
    expect(readBatch('x'.repeat(201))).toMatchObject({ error: 'invalid_value', detail: 'purpose' });
  });
});

test('the OpenAPI document states the rule', () => {
  const document = buildOpenApiDocument() as unknown as {
    components: { schemas: { PredictByApplication: { properties: { application_id: Record<string, unknown> } } } };
  };
  const { pattern, minLength, maxLength } = document.components.schemas.PredictByApplication.properties.application_id;
  expect({ minLength, maxLength }).toEqual({ minLength: 1, maxLength: 200 });
  expect(new RegExp(String(pattern), 'u').test('APP-\u{1F600}')).toBe(true);
});
