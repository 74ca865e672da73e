/** The manifest parser: accepts valid manifests, and names the path of what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { listAttributeTypes, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';

const file = { name: 'customers.csv.gz', rows: 3, sha256: 'a'.repeat(64) };
const good = { as_of: '2005-10-01', currency: 'TWD', tables: { customers: { mode: 'full', files: [file] } } };
const customers = (entry: object) => ({ ...good, tables: { customers: entry } });
const attribute = { type: 'category', use: 'model' };
const ACTIONABLE = { direction: 'up', step: 1, steps: 3, cost: 1 };
const declareActionable = (more: object, actionable: object) => ({
  ...good,
  attributes: { customers: { a: { ...attribute, ...more, actionable } } },
});

describe('a manifest', () => {
  test.each(['2005-10-01', '2005-11-01'])('of the sample is accepted: %s', (asOf) => {
    const text = readFileSync(`data/taiwan/as_of=${asOf}/manifest.json`, 'utf8');
    expect(parseManifest(JSON.parse(text), asOf).as_of).toBe(asOf);
  });

  test('may write a hash in capitals, as some tools do', () => {
    const written = customers({ mode: 'full', files: [{ ...file, sha256: 'A'.repeat(64) }] });
    expect(parseManifest(written, '2005-10-01').tables.customers?.files[0]?.sha256).toBe('a'.repeat(64));
  });

  test('declares attributes, ignored ones too', () => {
    const attributes = {
      loan_applications: {
        grade: attribute,
        note: { type: 'category', use: 'ignore' },
        dti: { type: 'number', use: 'fairness' },
      },
    };
    const manifest = parseManifest({ ...good, attributes }, '2005-10-01');
    expect(listAttributeTypes(manifest, 'loan_applications')).toEqual({
      grade: 'category',
      note: 'ignore',
      dti: 'number',
    });
    expect(listAttributeTypes(manifest, 'customers')).toEqual({});
  });

  test('says what a person can change of an attribute', () => {
    const { attributes } = parseManifest(declareActionable({ type: 'number' }, ACTIONABLE), '2005-10-01');
    expect(attributes.customers?.a?.actionable).toEqual({ ...ACTIONABLE, lowest: null, highest: null });
  });

  test.each<[path: string, document: unknown]>([
    ['it', undefined],
    ['it', []],
    ['as_of', { ...good, as_of: '2005-02-30' }],
    ['as_of', { ...good, as_of: '2005-10-02' }],
    ['currency', { ...good, currency: 'dollars' }],
    ['tables', { ...good, tables: { clients: { mode: 'full', files: [file] } } }],
    ['Unrecognized key', { ...good, more: 1 }],
    ['tables.customers.mode', customers({ mode: 'some', files: [file] })],
    ['tables.customers.files', customers({ mode: 'full', files: [] })],
    ['tables.customers.files', customers({ mode: 'full', files: [file, file] })],
    ['tables.customers.files.0.name', customers({ mode: 'full', files: [{ ...file, name: '../customers.csv' }] })],
    ['tables.customers.files.0.name', customers({ mode: 'full', files: [{ ...file, name: 'customers.xlsx' }] })],
    ['tables.customers.files.0.rows', customers({ mode: 'full', files: [{ ...file, rows: -1 }] })],
    ['tables.customers.files.0.sha256', customers({ mode: 'full', files: [{ ...file, sha256: 'g'.repeat(64) }] })],
    ['attributes.transactions', { ...good, attributes: { transactions: { a: attribute } } }],
    ['attributes.customers.email', { ...good, attributes: { customers: { email: attribute } } }],
    ['attributes.customers.bad;name', { ...good, attributes: { customers: { 'bad;name': attribute } } }],
    ['attributes.customers.a.actionable: only', declareActionable({ use: 'fairness' }, { categories: ['x'], cost: 1 })],
    ['attributes.customers.a.actionable: a category', declareActionable({}, { ...ACTIONABLE })],
    [
      'attributes.customers.a.actionable: a category',
      declareActionable({ type: 'number' }, { categories: ['x'], cost: 1 }),
    ],
    ['attributes.customers.a.actionable', declareActionable({ type: 'number' }, { ...ACTIONABLE, step: 0 })],
    [
      'attributes.customers.a.actionable',
      declareActionable({ type: 'number' }, { ...ACTIONABLE, lowest: 5, highest: 5 }),
    ],
    ['attributes.customers.a.use', { ...good, attributes: { customers: { a: { ...attribute, use: 'maybe' } } } }],
  ])('is refused with its path: %s', (path, document) => {
    expect(() => parseManifest(document, '2005-10-01')).toThrow(`InvalidManifest: manifest.json of 2005-10-01`);
    expect(() => parseManifest(document, '2005-10-01')).toThrow(path);
  });
});

test('a name that no attribute can have is refused with the rule', () => {
  const attributes = { customers: { 'grade=B': { type: 'number', use: 'model' } } };
  expect(() => parseManifest({ ...good, attributes }, '2005-10-01')).toThrow(
    /attributes\.customers\.grade=B: a name of letters, digits/,
  );
});

test('reserved names are refused by their paths, in every table that has one', () => {
  const id = { id: { type: 'number', use: 'model', label: 'Row number' } };
  const attributes = { customers: id, loan_applications: id };
  expect(() => parseManifest({ ...good, attributes }, '2005-10-01')).toThrow(
    /^ReservedColumn: attributes\.customers\u2060?\.id, attributes\.loan_applications\u2060?\.id has a name that the/,
  );
});
