/** What a person reads about a raw file: targets in words, numbers with their nouns, and what happens to a wrong value. */
import type { Proposal } from '../../../lambdas/onboarding/contract/profile.ts';
import { profileTable } from '../../../lambdas/onboarding/profiling/profile-table.ts';
import { describeTarget } from '../../../lambdas/onboarding/proposal/outcome/describe-target.ts';
import { parseTarget } from '../../../lambdas/onboarding/proposal/parse-target.ts';
import { proposeMapping } from '../../../lambdas/onboarding/proposal/propose-mapping.ts';
import { createRawTable } from '../../../testing/onboarding/raw-table.ts';

it.each([
  [
    'loan_status in (Charged Off, Default) good if loan_status = Fully Paid',
    'bad if loan_status is one of Charged Off, Default; good if loan_status is Fully Paid; otherwise open',
  ],
  ['dpd >= 90 within 12 months', 'bad if dpd is 90 or more within 12 months of the application; otherwise good'],
  ['score < 300 or "written off" is known', 'bad if score is below 300 or written off is known; otherwise good'],
])('the target %s in words', (expression, words) => {
  expect(describeTarget(parseTarget(expression))).toBe(words);
});

it('cuts a target of many values at the length that a mapping takes', () => {
  const values = Array.from({ length: 200 }, (_, i) => `status ${i}`);
  expect(describeTarget(parseTarget(`s in (${values.join(', ')})`))).toHaveLength(400);
});

const COLUMNS = ['loan_id', 'customer_id', 'application_date', 'loan_amount', 'annual_income', 'dias de atraso'];

/** Proposes a table of 60 loans, after `change`. */
async function propose(change: (rows: string[][]) => void): Promise<Proposal> {
  const rows = Array.from({ length: 60 }, (_, i) => [
    `L${i}`,
    `C${i}`,
    `2024-01-${10 + (i % 20)}`,
    `${1000 + 37 * i}.5`,
    `${20_000 + 91 * i}`,
    `${(i * 7) % 130}`,
  ]);
  change(rows);
  const table = createRawTable('loans.csv', COLUMNS, rows);
  const options = { name: 'loans', answers: { answers: {}, columns: [] }, today: '2026-11-29' };
  return proposeMapping([table], [await profileTable(table)], options);
}

const textsOf = ({ findings }: Proposal, kind: string) =>
  findings.filter((finding) => finding.kind === kind).map(({ text }) => text);

it('says of a wrong value whether its row is refused, and counts one as one', async () => {
  const proposal = await propose((rows) => {
    (rows[3] as string[])[3] = '1x11.5';
    for (const row of [5, 6]) (rows[row] as string[])[4] = `2${row}x11`;
  });
  expect(textsOf(proposal, 'unfit_values')).toEqual([
    'loan_amount has 1 value that cannot be read as a number, first in line 5; such a row is refused',
    'annual_income has 2 values that cannot be read as a number, first in line 7, 8; such a value becomes unknown',
  ]);
});

it('says of repeated rows that each is delivered where no column names a loan', async () => {
  const proposal = await propose((rows) => {
    for (const row of rows) row[0] = 'same';
    rows.push([...(rows[0] as string[])]);
  });
  expect(textsOf(proposal, 'duplicate_rows')).toEqual([
    '1 row of 61 repeats an earlier row in every column; as no column names one loan, each is delivered as a loan of its own',
  ]);
});

it('offers days past due in Spanish as the outcome', async () => {
  const { questions } = await propose(() => {});
  const target = questions.find(({ id }) => id === 'target');
  expect(target?.choices.map(({ answer }) => answer)).toEqual(['dias de atraso >= 90', 'none']);
});
