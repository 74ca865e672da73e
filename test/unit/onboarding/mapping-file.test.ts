/** The mapping file: what a person writes is read as it stands, mistakes are named with line and path, writing loses nothing. */
import { readFileSync } from 'node:fs';
import type { Proposal } from '../../../lambdas/onboarding/contract/profile.ts';
import { formatMapping, parseMapping } from '../../../lambdas/onboarding/conversion/mapping-file.ts';
import { declareAttributes } from '../../../lambdas/onboarding/conversion/plan/declare-attributes.ts';

const readSample = (sample: string): string =>
  readFileSync(new URL(`../../../data/${sample}/mapping.yaml`, import.meta.url), 'utf8');

const TEXT = `version: 1
name: loans
currency: EUR
as_of: { from: newest, column: date }
constants:
  loan_applications.purpose: 12
target:
  description: Charged off
  bad: [ { column: status, is: in, values: [ 9, 010, "Charged Off" ] } ]
sources:
  - name: loans
    files: [ loans.csv ]
    format: { kind: delimited, encoding: utf-8, delimiter: ";", quote: null, header: true }
    columns:
      - column: 2024
        use: { as: field, fields: [ { field: loan_applications.application_id } ] }
        missing: [ 999, 007, null-ish ]
      - column: date
        use: { as: field, fields: [ { field: loan_applications.applied_at } ] }
        format: { type: date, format: dd.MM.yyyy }
      - column: amount
        use: { as: field, fields: [ { field: loan_applications.amount } ] }
        format: { type: number, decimal: "," }
      - column: status
        use: { as: target }
        recode: { 1.0: yes, 2: true }
`;

describe('reading', () => {
  it('takes texts as they are written, also where YAML has numbers', () => {
    const mapping = parseMapping(TEXT);
    const [id, , , status] = mapping.sources[0]?.columns ?? [];
    expect(id).toMatchObject({ column: '2024', missing: ['999', '007', 'null-ish'], format: { type: 'text' } });
    expect(status?.recode).toEqual({ '1.0': 'yes', '2': 'true' });
    expect(mapping.target?.bad[0]).toMatchObject({ values: ['9', '010', 'Charged Off'] });
    expect(mapping.constants).toEqual({ 'loan_applications.purpose': '12' });
  });

  it.each([
    ['no YAML', 'currency: EUR', 'currency: [', /line \d+/],
    ['an unknown key', 'currency: EUR', 'currency: EUR\ncolour: red', /line 4, colour: is no key/],
    [
      'a value of a list',
      'as: target',
      'as: goal',
      /line 25, sources\[0\].columns\[3\].use.as \(column status\): one of field, attribute, target, left_out/,
    ],
    [
      'an unknown field',
      'loan_applications.amount',
      'loan_applications.amont',
      /line 22, sources\[0\].columns\[2\].use.fields\[0\].field \(column amount\): one of loan_applications.application_id, /,
    ],
    ['an unknown table', 'loan_applications.amount', 'loans.amount', /<table>.<column> of customers, credit_history/],
    [
      'a date without its format',
      'format: { type: date, format: dd.MM.yyyy }',
      '',
      /applied_at|a date: the column needs format/,
    ],
    [
      'a date in another notation',
      'dd.MM.yyyy',
      'DD.MM.YYYY',
      /format.format \(column date\): a pattern such as dd.MM.yyyy/,
    ],
    [
      'a column of the target that is none',
      'column: status, is',
      'column: state, is',
      /target.bad\[0\].column: no column of the mapping has this name/,
    ],
    [
      'as_of of a column that is none',
      'column: date }',
      'column: amount }',
      /line 4, as_of.column: a column with format/,
    ],
    ['a currency', 'EUR', 'Euro', /line 3, currency: an ISO 4217 code/],
    ['a column twice', 'column: amount', 'column: date', /the column stands here twice/],
    [
      'a field twice',
      'loan_applications.amount',
      'loan_applications.applied_at',
      /another column gives this field already/,
    ],
    [
      'no amount',
      '[ { field: loan_applications.amount } ]',
      '[ { field: loan_applications.term_months } ]',
      /no column gives loan_applications.amount/,
    ],
    [
      'a date of the wrong kind',
      'from: newest, column: date',
      'from: fixed, day: 2024-02-30',
      /line 4, as_of.day: Invalid ISO date/,
    ],
    [
      'a constant that a column gives',
      'loan_applications.purpose',
      'loan_applications.amount',
      /constants.loan_applications.amount: a column gives this field already/,
    ],
  ])('names %s with its line and what is allowed', (_, from, to, message) => {
    expect(TEXT).toContain(from);
    expect(() => parseMapping(TEXT.replace(from, to))).toThrow(message);
  });

  it.each([
    ['personal', 'email', /PersonalColumn|personal/],
    ['reserved', 'defaulted', /the name is a column of the contract|ReservedColumn/],
  ])('refuses an attribute with a %s name, as landing does', (_, name, message) => {
    const attribute = `{ as: attribute, table: loan_applications, name: ${name}, type: category, use: model }`;
    expect(() => parseMapping(TEXT.replace('{ as: target }', attribute))).toThrow(message);
  });

  it.each([
    [
      'number',
      '{ direction: up, step: { share: 0.1 }, steps: 5, cost: 1, highest: 2000 }',
      { steps: 5, highest: 2000 },
    ],
    ['number', '{ direction: down, step: 1, steps: 5, cost: 0.5, lowest: 0 }', { step: 1, cost: 0.5, lowest: 0 }],
    ['category', '{ categories: [ A, 007 ], cost: 2 }', { categories: ['A', '007'], cost: 2 }],
  ])('takes what a person can change of a %s: %s', (type, actionable, expected) => {
    const use = `{ as: attribute, table: loan_applications, name: x, type: ${type}, use: model, actionable: ${actionable} }`;
    const column = `\n      - column: x\n        use: ${use}\n        recode: { cost: 1 }\n`;
    const mapping = parseMapping(TEXT.replace(/\n$/, column));
    expect(declareAttributes(mapping).loan_applications?.x?.actionable).toMatchObject(expected);
    expect(parseMapping(formatMapping(mapping))).toEqual(mapping);
  });

  it('refuses what nobody can change, as landing does', () => {
    const attribute =
      '{ as: attribute, table: loan_applications, name: x, type: number, use: fairness, actionable: %s }';
    const replaceUse = (actionable: string) => TEXT.replace('{ as: target }', attribute.replace('%s', actionable));
    expect(() => parseMapping(replaceUse('{ categories: [ a ], cost: 1 }'))).toThrow(/only an attribute with the use/);
    expect(() => parseMapping(replaceUse('{ direction: up }'))).toThrow(/must have direction, step, steps and cost/);
  });

  it('repeats no value of a mapping in a refusal of the form', () => {
    const text = TEXT.replace('version: 1', 'version: jo@example.com');
    expect(() => parseMapping(text)).toThrow(/line 1, version/);
    expect(() => parseMapping(text)).not.toThrow(/jo@example/);
  });

  it('refuses aliases that would grow without end', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
      .join('\n')}\n${TEXT}`;
    expect(() => parseMapping(bomb)).toThrow(/InvalidMapping/);
  });
});

describe('writing', () => {
  it.each(['german', 'taiwan', 'poland'])('loses nothing of the mapping of %s', (sample) => {
    const mapping = parseMapping(readSample(sample));
    expect(parseMapping(formatMapping(mapping))).toEqual(mapping);
  });

  it('has comments of the proposal: confidence, examples, other readings; no example of a personal column', () => {
    const mapping = parseMapping(TEXT);
    const [id, date, amount, status] = mapping.sources[0]?.columns ?? [];
    if (!id || !date || !amount || !status) throw new Error('four columns');
    const proposed = { confidence: 0.83, decided_by: 'proposal' as const };
    mapping.sources[0]?.columns.splice(
      0,
      4,
      { ...id, ...proposed },
      { ...date, ...proposed },
      { ...amount, ...proposed },
      {
        ...status,
        use: { as: 'left_out', because: 'personal' },
      },
    );
    const profile = (column: string, example: string) => ({
      ...{
        column,
        known: 90,
        missing: 10,
        distinct: 7,
        examples: ['Only One'],
        frequent: [
          { text: example, rows: 40 },
          { text: '#: two\nlines', rows: 10 },
          { text: 'Rare', rows: 9 },
        ],
        missing_marks: [],
      },
      ...{ format: { type: 'text' as const }, fits: 1, lowest: null, highest: null, longest: 9, unfit_lines: [] },
      alternatives: [{ type: 'date' as const, format: 'MM.dd.yyyy', pivot_year: 49 }],
    });
    const columns = [
      profile('2024', 'ID-7'),
      profile('date', '01.02.2024'),
      profile('amount', '5,00'),
      profile('status', 'Jo Secret'),
    ];
    const proposal = {
      mapping,
      profiles: [{ file: 'a', part: null, rows: 100, columns, remarks: [] }],
      questions: [],
      findings: [],
    };
    const text = formatMapping(mapping, proposal as unknown as Proposal);
    expect(text).toContain('# proposed, 83 % sure');
    expect(text).toContain('# for example 01.02.2024 | #: two lines');
    expect(text).toContain('# could also be read as date MM.dd.yyyy');
    expect(text).not.toMatch(/Secret|ID-7|Rare|Only One/);
    expect(parseMapping(text)).toEqual(mapping);
  });
});
