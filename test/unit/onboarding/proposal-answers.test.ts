/** What a person answers: it holds in the next proposal, or is refused with what is there; the mapping then converts. */

import type { Proposal } from '../../../lambdas/onboarding/contract/profile.ts';
import { convertFiles } from '../../../lambdas/onboarding/conversion/convert-files.ts';
import { formatMapping, parseMapping } from '../../../lambdas/onboarding/conversion/mapping-file.ts';
import { profileTable } from '../../../lambdas/onboarding/profiling/profile-table.ts';
import { proposeMapping } from '../../../lambdas/onboarding/proposal/propose-mapping.ts';
import { findNameFault } from '../../../lambdas/shared/landing/attribute-rules.ts';
import { DOUBTFUL_EXPORTS } from '../../../testing/onboarding/exports/doubtful.ts';
import { EUROPEAN_EXPORTS } from '../../../testing/onboarding/exports/european.ts';
import { LATER_EXPORTS } from '../../../testing/onboarding/exports/later.ts';
import { readRealExports } from '../../../testing/onboarding/exports/real.ts';
import { SEVERAL_TABLE_EXPORTS } from '../../../testing/onboarding/exports/several-tables.ts';
import { THIRD_EXPORTS } from '../../../testing/onboarding/exports/third.ts';
import { TOOL_EXPORTS } from '../../../testing/onboarding/exports/tools.ts';
import { WELL_KNOWN_EXPORTS } from '../../../testing/onboarding/exports/well-known.ts';
import { proposeExport } from '../../../testing/onboarding/judge-proposal.ts';
import type { RawExport } from '../../../testing/onboarding/make-export.ts';
import { MemorySink } from '../../../testing/onboarding/memory-sink.ts';
import { createRawTable } from '../../../testing/onboarding/raw-table.ts';

const TODAY = '2026-11-29';
const ALL = [
  ...EUROPEAN_EXPORTS,
  ...TOOL_EXPORTS,
  ...DOUBTFUL_EXPORTS,
  ...SEVERAL_TABLE_EXPORTS,
  ...WELL_KNOWN_EXPORTS,
  ...LATER_EXPORTS,
  ...THIRD_EXPORTS,
];

const findExport = (name: string): RawExport => ALL.find((raw) => raw.name === name) as RawExport;

/** Answers every question with its proposal, or the first choice. */
async function decideAll(raw: RawExport): Promise<Proposal> {
  const answers: Record<string, string> = {};
  for (let round = 0; round < 6; round += 1) {
    const proposal = await proposeExport(raw, answers);
    if (proposal.questions.length === 0) return proposal;
    for (const { id, proposed, choices } of proposal.questions) answers[id] = proposed ?? choices[0]?.answer ?? '';
  }
  throw new Error(`${raw.name} asks without end`);
}

it.each(ALL.filter(({ name }) => name !== 'mixed-days').map(({ name }) => name))(
  'the proposal of %s, once answered, is a mapping that converts',
  async (name) => {
    const raw = findExport(name);
    const proposal = await decideAll(raw);
    const mapping = parseMapping(formatMapping(proposal.mapping, proposal));
    const tables = mapping.sources.map(({ name: source, columns }) => {
      const names = columns.map(({ column }) => column).join('\n');
      return [source, raw.tables.filter((table) => table.columns.join('\n') === names)] as const;
    });
    const report = await convertFiles(mapping, new Map(tables), new MemorySink(), { files: [], today: TODAY });
    const allowed = name === 'days-that-are-none' ? 40 : name === 'repeated-key' ? 10 : 0;
    expect(report.refused_rows).toBe(allowed);
    expect(report.unknown_values).toEqual([]);
  },
);

it('takes the answers of the German file', async () => {
  const german = (await readRealExports())[0] as RawExport;
  const answers = { target: 'column_21 = 2', applied_at: '1994-10-01', amount: 'column_5', currency: 'DEM' };
  const { mapping, questions, findings } = await proposeExport(german, answers);
  expect(questions).toEqual([]);
  expect(findings.filter(({ blocks }) => blocks)).toEqual([]);
  expect(mapping).toMatchObject({
    currency: 'DEM',
    as_of: { from: 'fixed', day: '1994-10-01' },
    backtest: { by: 'hash', delivered_on: '1994-11-01' },
    target: { bad: [{ column: 'column_21', is: 'in', values: ['2'] }] },
    constants: { 'loan_applications.applied_at': '1994-10-01', 'loan_applications.application_id': 'row_number' },
  });
});

it('places the statements of the Taiwan file by the answer', async () => {
  const taiwan = (await readRealExports())[1] as RawExport;
  const { mapping } = await proposeExport(taiwan, { applied_at: '2005-10-01', statements: 'newest_first 2005-09-30' });
  const uses = Object.fromEntries(mapping.sources[0]?.columns.map(({ column, use }) => [column, use]) ?? []);
  expect(uses.PAY_0).toEqual({ as: 'field', fields: [{ field: 'credit_history.months_past_due', at: '2005-09-30' }] });
  expect(uses.BILL_AMT6).toEqual({ as: 'field', fields: [{ field: 'credit_history.balance', at: '2005-04-30' }] });
  expect(uses.PAY_AMT2).toEqual({ as: 'field', fields: [{ field: 'credit_history.payment_made', at: '2005-08-31' }] });
});

it.each([
  ['a target of no column', 'german-bank', { target: 'Status = 1' }, 'names the column Status'],
  ['a target of a value that no row has', 'german-bank', { target: 'Ausgefallen = 1' }, 'no row has Ausgefallen = 1'],
  ['a target that compares texts', 'german-bank', { target: 'Ausgefallen >= 90' }, 'its values are no numbers'],
  ['a day of the application that is no date', 'german-bank', { applied_at: 'Kreditbetrag' }, 'is no date'],
  ['a day of the application that is no column', 'german-bank', { applied_at: 'Datum' }, 'is no column'],
  ['dates of both orders', 'mixed-days', { applied_at: 'application_date' }, 'MixedDates: application_date'],
])('refuses %s', async (_, name, answers, message) => {
  await expect(proposeExport(findExport(name), answers as Record<string, string>)).rejects.toThrow(message);
});

it('names no value of a few rows in a refusal, which is stored', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => [
    ...[`L${n}`, `2024-01-0${1 + (n % 9)}`, String(900 + n), n < 3 ? 'gone to Rio' : 'paid'],
  ]);
  const tables = [createRawTable('loans.csv', ['id', 'applied_at', 'amount', 'status'], rows)];
  const profiles = await Promise.all(tables.map((table) => profileTable(table, { today: TODAY })));
  const answers = { answers: { target: 'status = lost', currency: 'EUR' }, columns: [] };
  const refused = proposeMapping(tables, profiles, { name: 'loans', today: TODAY, answers });
  await expect(refused).rejects.toThrow(/no row has status = lost; its values are paid$/);
});

it('lets what a person says of a column hold', async () => {
  const raw = findExport('german-bank');
  const first = await proposeExport(raw);
  const columns = first.mapping.sources[0]?.columns ?? [];
  const purpose = columns.find(({ column }) => column === 'Verwendungszweck');
  const decided = {
    ...(purpose as NonNullable<typeof purpose>),
    use: { as: 'left_out' as const, because: 'person' as const },
  };
  const second = await proposeMapping(raw.tables, first.profiles, {
    ...{ name: raw.name, today: TODAY },
    answers: { answers: {}, columns: [decided] },
  });
  const found = second.mapping.sources[0]?.columns.find(({ column }) => column === 'Verwendungszweck');
  expect(found).toMatchObject({ use: decided.use, decided_by: 'person' });
});

it('gives attributes no name of the contract, of the system or of personal data', async () => {
  const names = ['status', 'amount', 'Purpose', 'default', 'target', 'phone', 'count', 'count ', 'имя', 'имена'];
  const rows = Array.from({ length: 40 }, (_, at) => names.map((_name, place) => `${(at * (place + 3)) % 2}`));
  const table = createRawTable('loans.csv', names, rows);
  const options = {
    name: 'names',
    today: TODAY,
    answers: { answers: { target: 'none', amount: 'none' }, columns: [] },
  };
  const { mapping } = await proposeMapping([table], [await profileTable(table)], options);
  const attributes = mapping.sources[0]?.columns.flatMap(({ use }) => (use.as === 'attribute' ? [use.name] : [])) ?? [];
  expect(new Set(attributes).size).toBe(attributes.length);
  expect(attributes.map((name) => findNameFault('loan_applications', name)).filter(Boolean)).toEqual([]);
  expect(attributes).toContain('status_given');
  expect(() => parseMapping(formatMapping(mapping))).not.toThrow();
});

it('finds one class, few outcomes and a leak by its AUC and by its gaps', async () => {
  const one = await proposeExport(findExport('german-bank'), { target: 'Laufzeit (Monate) >= 0' });
  expect(one.findings).toContainEqual(expect.objectContaining({ kind: 'one_class', blocks: true }));
  const nines = await proposeExport(findExport('nines-that-are-real'));
  const leaks = nines.findings.filter(({ kind }) => kind === 'leak').map(({ column }) => column);
  expect(leaks).toContain('InternalFlag');
  expect(nines.findings.map(({ kind }) => kind)).toContain('few_outcomes');
});
