/** Writes a raw file of loans as lenders export them: semicolons, a preamble, quotes, units, marks for unknown. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const BATCH_ROWS = 5000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TITLES = ['"Teacher"', '"Nurse; night"', '"Owner ""Joe\'s"""', 'Engineer', '', 'Manager', 'Zürich Fahrer', 'n/a'];
const PURPOSES = ['debt_consolidation', 'car', 'house', 'medical', 'other'];
const STATUSES = [
  'Fully Paid',
  'Fully Paid',
  'Fully Paid',
  'Fully Paid',
  'Current',
  'Charged Off',
  'Late (31-120 days)',
];
const HEADER =
  'loan_id;member_id;loan_amnt;term;int_rate;installment;grade;emp_title;emp_length;home_ownership;annual_inc;issue_d;loan_status;purpose;addr_state;dti;delinq_2yrs;earliest_cr_line;revol_bal;revol_util';

/** A generator of numbers below `n` that is the same in every run (numerical recipes' constants). */
function createRandom(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const formatCents = (cents: number): string => `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}`;

function writeRow(index: number, random: (n: number) => number): string {
  const pick = (texts: readonly string[]) => texts[random(texts.length)] as string;
  const amount = 500 + random(39_500);
  return [
    1_000_000 + index,
    5_000_000 + index,
    formatCents(amount * 100),
    pick([' 36 months', ' 60 months']),
    `${formatCents(500 + random(2000))}%`,
    formatCents(Math.round((amount * 100) / 36)),
    pick(['A', 'B', 'C', 'D', 'E', 'F', 'G']),
    pick(TITLES),
    pick(['10+ years', '< 1 year', '3 years', 'n/a']),
    pick(['RENT', 'OWN', 'MORTGAGE']),
    random(20) === 0 ? '' : formatCents(100 * (12_000 + random(150_000))),
    `${1 + random(28)}.${String(1 + random(12)).padStart(2, '0')}.${2012 + random(6)}`,
    pick(STATUSES),
    pick(PURPOSES),
    pick(['CA', 'NY', 'TX', 'FL', 'IL']),
    formatCents(random(4000)),
    random(3),
    `${pick(MONTHS)}-${1980 + random(30)}`,
    random(30_000),
    `${formatCents(random(10_000))}%`,
  ].join(';');
}

/** Writes the file; the same number of rows gives the same bytes. */
export async function writeLoans(path: string, rows: number): Promise<void> {
  const random = createRandom(14);
  const file = createWriteStream(path);
  file.write(`Loans of all branches, export of 2018-01-31\n${HEADER}\n`);
  for (let start = 0; start < rows; start += BATCH_ROWS) {
    const lines = Array.from({ length: Math.min(BATCH_ROWS, rows - start) }, (_, index) =>
      writeRow(start + index, random),
    );
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
