/** Target definitions: what is bad, good and open, windows, and the outcomes that a backtest withholds. */
import { convertTexts, findRejections } from '../../../testing/onboarding/convert-texts.ts';

const FORMAT = { kind: 'delimited', encoding: 'utf-8', delimiter: ',', quote: '"', header: true };
const DATE = { type: 'date', format: 'yyyy-MM-dd' };
const NUMBER = { type: 'number' };
const field = (column: string, name: string, format: object) => ({
  column,
  format,
  use: { as: 'field', fields: [{ field: `loan_applications.${name}` }] },
});

const createMapping = (target: object, more: object = {}) => ({
  version: 1,
  name: 'loans',
  currency: 'EUR',
  as_of: { from: 'fixed', day: '2024-06-30' },
  target: { description: 'bad', ...target },
  ...more,
  sources: [
    {
      name: 'loans',
      files: ['loans.csv'],
      format: FORMAT,
      columns: [
        field('id', 'application_id', { type: 'text' }),
        field('date', 'applied_at', DATE),
        field('amount', 'amount', NUMBER),
        { column: 'status', use: { as: 'target' } },
        { column: 'dpd', format: NUMBER, use: { as: 'target' } },
        { column: 'event', format: DATE, use: { as: 'target' } },
      ],
    },
  ],
});

interface Loan {
  date?: string;
  status?: string;
  dpd?: string;
  event?: string;
}

/** [status, defaulted, outcome_date] of each loan. */
async function decide(target: object, loans: Loan[], more: object = {}) {
  const rows = loans.map(
    ({ date = '2023-01-15', status = '', dpd = '', event = '' }, i) => `L${i},${date},5,${status},${dpd},${event}\n`,
  );
  const file = `id,date,amount,status,dpd,event\n${rows.join('')}`;
  const converted = await convertTexts(createMapping(target, more), { 'loans.csv': file });
  expect(findRejections(converted.sink)).toEqual([]);
  const outcomes = converted
    .read('loan_applications')
    .map(({ status, defaulted, outcome_date }) => [status, defaulted, outcome_date]);
  return { ...converted, outcomes };
}

const OPEN = ['received', '', ''];

describe('lists of statuses', () => {
  const bad = [{ column: 'status', is: 'in', values: ['Charged Off', '9'] }];
  const loans = [{ status: 'Charged Off' }, { status: 'Fully Paid' }, { status: 'Current' }, { status: '' }];

  it('leaves open what is in neither list', async () => {
    const good = [{ column: 'status', is: 'in', values: ['Fully Paid'] }];
    const { outcomes, report, sink } = await decide({ bad, good }, loans);
    expect(outcomes).toEqual([['active', 'true', '2024-06-30'], ['active', 'false', '2024-06-30'], OPEN, OPEN]);
    expect(report.outcomes).toEqual({ good: 1, bad: 1, open: 2, withheld: 0 });
    expect(sink.manifests[0]?.target).toBe('bad');
  });

  it('without a list of good ones everything known is good, and an empty status is open', async () => {
    const { outcomes } = await decide({ bad }, loans);
    expect(outcomes.map(([, defaulted]) => defaulted)).toEqual(['true', 'false', 'false', '']);
  });
});

describe('days past due', () => {
  const bad = [{ column: 'dpd', is: 'at_least', value: 90 }];

  it('compares numbers; an unknown one decides nothing, unless unknown is said to be good', async () => {
    const loans = [{ dpd: '90' }, { dpd: '89.5' }, { dpd: '' }];
    expect((await decide({ bad }, loans)).outcomes.map(([, defaulted]) => defaulted)).toEqual(['true', 'false', '']);
    const good = [
      { column: 'dpd', is: 'unknown' },
      { column: 'dpd', is: 'below', value: 90 },
    ];
    expect((await decide({ bad, good }, loans)).outcomes.map(([, defaulted]) => defaulted)).toEqual([
      'true',
      'false',
      'false',
    ]);
  });
});

describe('a performance window', () => {
  const target = {
    bad: [{ column: 'event', is: 'known' }],
    event_date: 'event',
    performance_months: 12,
  };
  const decideOne = async (loan: Loan) => {
    // Two more, so that both classes are there.
    const others = [{ event: '2023-02-01' }, { event: '2024-03-01' }];
    return (await decide(target, [loan, ...others])).outcomes[0];
  };

  it.each([
    ['an event within the window is bad', { event: '2024-01-15' }, ['active', 'true', '2024-01-15']],
    ['an event after it is good', { event: '2024-01-16' }, ['active', 'false', '2024-01-15']],
    ['an event before the application is a mistake', { event: '2022-12-31' }, OPEN],
    [
      'the window that ends on the day of the delivery has ended',
      { date: '2023-06-30', event: '2023-07-01' },
      ['active', 'true', '2024-06-30'],
    ],
    ['a young loan is open', { date: '2023-07-01' }, OPEN],
    [
      'a young bad loan has no outcome yet either, and is not scored',
      { date: '2023-07-01', event: '2023-08-01' },
      ['active', '', ''],
    ],
    ['months end with the month', { date: '2023-02-28', event: '2024-02-28' }, ['active', 'true', '2024-02-28']],
  ])('%s', async (_, loan, outcome) => {
    expect(await decideOne(loan)).toEqual(outcome);
  });

  it('reports an event before the application, which leaves the outcome open', async () => {
    const loans = [{ event: '2022-12-31' }, { event: '2023-02-01' }, { event: '2024-03-01' }];
    const { report } = await decide(target, loans);
    expect(report.outcomes).toMatchObject({ open: 1 });
    expect(report.unknown_values).toEqual([
      { column: 'event', reason: 'is before the application, so the outcome stays open', values: 1, first_lines: [2] },
    ]);
  });

  it('reports values that it cannot read, of the columns that only it reads', async () => {
    const loans = [{ event: '31.02.2023', dpd: '95' }, { dpd: 'many' }, { dpd: '10' }];
    const definition = { ...target, bad: [...target.bad, { column: 'dpd', is: 'at_least', value: 90 }] };
    const { report } = await decide(definition, [...loans, ...Array(30).fill({ event: '2023-02-01', dpd: '95' })]);
    expect(report.unknown_values).toEqual([
      { column: 'event', reason: 'does not fit the format', values: 1, first_lines: [2] },
      { column: 'dpd', reason: 'does not fit the format', values: 1, first_lines: [3] },
    ]);
  });

  it('has the same bad rate in every month, also in those that are young', async () => {
    // Each month ten loans, of which two go bad after one and eleven months.
    const loans = Array.from({ length: 18 }, (_, month) => {
      const toDay = (shift: number) => new Date(Date.UTC(2023, month + shift, 10)).toISOString().slice(0, 10);
      const events = [toDay(1), toDay(11)].map((event) => (event <= '2024-06-30' ? event : ''));
      return Array.from({ length: 10 }, (_, i) => ({ date: toDay(0), event: events[i] ?? '' }));
    }).flat();
    const none = { ...target, good: [{ column: 'event', is: 'unknown' }] };
    const { outcomes } = await decide(none, loans);
    const known = loans
      .map(({ date }, i) => ({ month: date.slice(0, 7), defaulted: outcomes[i]?.[1] }))
      .filter(({ defaulted }) => defaulted !== '');
    const rates = Object.values(Object.groupBy(known, ({ month }) => month)).map(
      (month = []) => month.filter(({ defaulted }) => defaulted === 'true').length / month.length,
    );
    expect(rates).toEqual([0.2, 0.2, 0.2, 0.2, 0.2, 0.2]);
  });
});

describe('a backtest', () => {
  const target = { bad: [{ column: 'status', is: 'in', values: ['1'] }] };
  const loans = Array.from({ length: 100 }, (_, i) => ({
    date: `2024-01-${String(1 + Math.floor(i / 10)).padStart(2, '0')}`,
    status: String(i % 2),
  }));
  const backtest = { share: 0.25, outcome_date: '2024-07-15', delivered_on: '2024-07-31' };

  it('withholds the newest, and delivers their outcomes on the second day only', async () => {
    const { outcomes, read, report, sink } = await decide(target, loans, { backtest: { ...backtest, by: 'newest' } });
    const withheld = outcomes.flatMap(([, defaulted], i) => (defaulted === '' ? [i] : []));
    expect(withheld.length).toBeGreaterThanOrEqual(20);
    expect(withheld.length).toBeLessThanOrEqual(30);
    expect(withheld.every((i) => i >= 70)).toBe(true);
    expect(outcomes.slice(80).every((outcome) => outcome[0] === 'received')).toBe(true);
    const later = read('loan_applications', '2024-07-31');
    expect(later.map(({ application_id }) => application_id)).toEqual(withheld.map((i) => `L${i}`));
    expect(later.every(({ outcome_date, status }) => outcome_date === '2024-07-15' && status === 'active')).toBe(true);
    expect(report.outcomes.withheld).toBe(withheld.length);
    expect(sink.manifests[1]?.tables).toMatchObject({ loan_applications: { mode: 'delta' } });
  });

  it('withholds a share by hash: the same with the same seed', async () => {
    const by = { ...backtest, by: 'hash', seed: 'a' };
    const first = await decide(target, loans, { backtest: by });
    const again = await decide(target, loans, { backtest: by });
    const other = await decide(target, loans, { backtest: { ...by, seed: 'b' } });
    expect(first.outcomes).toEqual(again.outcomes);
    expect(first.outcomes).not.toEqual(other.outcomes);
    expect(first.report.outcomes.withheld).toBeGreaterThan(10);
  });
});

it('refuses a whole file in which every outcome is the same', async () => {
  const bad = [{ column: 'status', is: 'in', values: ['typo'] }];
  await expect(decide({ bad }, [{ status: 'Charged Off' }, { status: 'Paid' }])).rejects.toThrow(
    /OneClass: all 2 known outcomes are good/,
  );
});
