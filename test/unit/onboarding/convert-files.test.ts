/** The conversion of raw rows to deliveries: keys, joins, days, refusals, and what stays unseen after a failure. */
import { RawFileRefused } from '../../../lambdas/onboarding/contract/refusals.ts';
import { convertTexts, findRejections } from '../../../testing/onboarding/convert-texts.ts';
import { MemorySink } from '../../../testing/onboarding/memory-sink.ts';

const FORMAT = { kind: 'delimited', encoding: 'utf-8', delimiter: ',', quote: '"', header: true };
const DATE = { type: 'date', format: 'yyyy-MM-dd' };
const NUMBER = { type: 'number' };
const field = (column: string, fields: string | object[], format: object = { type: 'text' }) => ({
  column,
  format,
  use: { as: 'field', fields: typeof fields === 'string' ? [{ field: fields }] : fields },
});

const COLUMNS = [
  field('loan', 'loan_applications.application_id'),
  field('client', 'customers.customer_id'),
  field('date', 'loan_applications.applied_at', DATE),
  field('amount', 'loan_applications.amount', NUMBER),
  field('income', 'customers.annual_income', NUMBER),
];

const createMapping = (more: object = {}, columns: object[] = COLUMNS, otherSources: object[] = []) => ({
  version: 1,
  name: 'loans',
  currency: 'EUR',
  as_of: { from: 'fixed', day: '2024-05-31' },
  target: null,
  ...more,
  sources: [{ name: 'loans', files: ['loans.csv'], format: FORMAT, columns }, ...otherSources],
});

const HEADER = 'loan,client,date,amount,income\n';
const toCsv = (...rows: string[]) => HEADER + rows.map((row) => `${row}\n`).join('');

async function refuse(action: Promise<unknown>): Promise<RawFileRefused> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RawFileRefused);
  return error as RawFileRefused;
}

describe('keys', () => {
  it('keeps each customer once, from the newest application, and every application', async () => {
    const file = toCsv(
      'L1,C1,2024-03-01,100,10',
      'L2,C1,2024-05-01,200,30',
      'L3,C1,2024-04-01,300,20',
      'L4,C2,2024-01-01,1,5',
    );
    const { read } = await convertTexts(createMapping(), { 'loans.csv': file });
    expect(read('customers').map(({ customer_id, annual_income }) => [customer_id, annual_income])).toEqual([
      ['C1', '30'],
      ['C2', '5'],
    ]);
    expect(read('loan_applications').map(({ application_id }) => application_id)).toEqual(['L1', 'L2', 'L3', 'L4']);
  });

  it('keeps the customer of the newest application, also where as_of is of another column', async () => {
    const columns = [...COLUMNS, { column: 'closed', format: DATE, use: { as: 'left_out', because: 'date' } }];
    const mapping = createMapping({ as_of: { from: 'newest', column: 'closed' } }, columns);
    const file =
      'loan,client,date,amount,income,closed\nL1,C1,2024-01-01,1,10,2024-05-31\nL2,C1,2024-03-01,1,20,\nL3,C1,2024-02-01,1,30,2024-05-01\n';
    const { read } = await convertTexts(mapping, { 'loans.csv': file });
    expect(read('customers').map(({ annual_income }) => annual_income)).toEqual(['20']);
  });

  it('refuses a file of a header alone, though the day comes from its rows', async () => {
    const mapping = createMapping({ as_of: { from: 'newest', column: 'date' } });
    const { reason } = await refuse(convertTexts(mapping, { 'loans.csv': toCsv() }));
    expect(reason).toBe('EmptyFile');
  });

  it('keeps the newest row of an application, and reports the others with their lines', async () => {
    const mapping = createMapping({ as_of: { from: 'newest', column: 'date' } });
    const file = toCsv(
      'L1,C1,2024-05-01,200,30',
      'L1,C1,2024-03-01,100,10',
      'L2,C2,2024-05-02,1,1',
      'L2,C2,2024-05-02,2,1',
    );
    const { read, report } = await convertTexts(mapping, { 'loans.csv': file });
    expect(read('loan_applications').map(({ application_id, amount }) => [application_id, amount])).toEqual([
      ['L1', '200'],
      ['L2', '2'],
    ]);
    expect(report.refused).toEqual([
      { file: 'loans.csv', line: 3, column: null, reason: 'a newer row has the same key' },
      { file: 'loans.csv', line: 4, column: null, reason: 'a newer row has the same key' },
    ]);
  });

  it('refuses a column as the key that a tenth of the rows share', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `L${i % 20},C${i},2024-01-01,5,`);
    const { reason, message } = await refuse(convertTexts(createMapping(), { 'loans.csv': toCsv(...rows) }));
    expect(reason).toBe('KeyNotUnique');
    expect(message).toContain('20 of 40 rows');
  });

  it('numbers the rows: in a delta with day and file, so that no row replaces one of another', async () => {
    const columns = COLUMNS.slice(2);
    const constants = { 'loan_applications.application_id': 'row_number' };
    const file = 'date,amount,income\n2024-01-01,5,1\n2024-01-02,6,2\n';
    const full = await convertTexts(createMapping({ constants }, columns), { 'loans.csv': file });
    expect(
      full.read('loan_applications').map(({ application_id, customer_id }) => [application_id, customer_id]),
    ).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
    const delta = await convertTexts(createMapping({ constants, mode: 'delta' }, columns), { 'loans.csv': file });
    const ids = delta.read('loan_applications').map(({ application_id }) => application_id);
    expect(ids).toEqual([
      expect.stringMatching(/^20240531-[0-9a-f]{8}-1$/),
      expect.stringMatching(/^20240531-[0-9a-f]{8}-2$/),
    ]);
    const mapping = createMapping({ constants, mode: 'delta' }, columns);
    mapping.sources[0] = { ...mapping.sources[0], files: ['other.csv'] } as never;
    const other = await convertTexts(mapping, { 'other.csv': file });
    expect(ids).not.toContain(other.read('loan_applications')[0]?.application_id);
  });
});

describe('values', () => {
  it('turns ages and times employed into dates', async () => {
    const columns = [
      ...COLUMNS.slice(0, 4),
      field('age', [{ field: 'customers.birth_date', before: { unit: 'years', day: 'applied_at' } }], NUMBER),
      field(
        'months',
        [{ field: 'customers.employment_start_date', before: { unit: 'months', day: '2024-05-31' } }],
        NUMBER,
      ),
      field('days', [{ field: 'customers.residence_since', before: { unit: 'days', day: '2024-05-31' } }], {
        ...NUMBER,
        scale: -1,
      }),
    ];
    const file =
      'loan,client,date,amount,age,months,days\nL1,C1,2024-02-29,5,35,3,-365\nL2,C2,2024-02-29,5,1950,,365243\n';
    const { read, sink } = await convertTexts(createMapping({}, columns), { 'loans.csv': file });
    expect(
      read('customers').map(({ birth_date, employment_start_date, residence_since }) => [
        birth_date,
        employment_start_date,
        residence_since,
      ]),
    ).toEqual([
      ['1989-02-28', '2024-02-29', '2023-06-01'],
      ['', '', ''],
    ]);
    expect(findRejections(sink)).toEqual([]);
  });

  it('counts the values that became unknown by column and reason, with their first lines', async () => {
    const file = toCsv(
      'L1,C1,2024-03-01,100,many',
      'L2,C2,2024-03-01,100,-5',
      'L3,C3,2024-03-01,100,-7',
      'L4,C4,2024-03-01,1,3',
    );
    const { report, read } = await convertTexts(createMapping(), { 'loans.csv': file });
    expect(report.unknown_values).toEqual([
      { column: 'income', reason: 'out of range', values: 2, first_lines: [3, 4] },
      { column: 'income', reason: 'does not fit the format', values: 1, first_lines: [2] },
    ]);
    expect(read('loan_applications')).toHaveLength(4);
  });

  it('refuses a row without a required value, keeps its customer, and lets nothing be soft-deleted', async () => {
    const file = toCsv('L1,C1,2024-03-01,,10', 'L2,C2,2024-07-01,5,20', 'L3,C3,2024-03-01,5,30');
    const { report, read, sink } = await convertTexts(createMapping(), { 'loans.csv': file });
    expect(report.refused).toEqual([
      { file: 'loans.csv', line: 2, column: 'amount', reason: 'amount is missing' },
      { file: 'loans.csv', line: 3, column: 'date', reason: 'applied_at: in future' },
    ]);
    expect(read('customers')).toHaveLength(3);
    expect(sink.manifests[0]?.tables).toMatchObject({
      customers: { mode: 'full' },
      loan_applications: { mode: 'delta' },
    });
    expect(JSON.stringify(report)).not.toContain('2024-07-01');
  });

  it('takes an outcome from before the application as unknown', async () => {
    const columns = [
      ...COLUMNS.slice(0, 4),
      field('bad', 'loan_applications.defaulted', { type: 'boolean', true: ['1'], false: ['0'] }),
      field('known_on', 'loan_applications.outcome_date', DATE),
    ];
    const file =
      'loan,client,date,amount,bad,known_on\nL1,C1,2024-03-01,5,1,2024-02-28\nL2,C2,2024-03-01,5,0,2024-03-01\n';
    const { read, sink, report } = await convertTexts(createMapping({}, columns), { 'loans.csv': file });
    expect(read('loan_applications').map(({ outcome_date }) => outcome_date)).toEqual(['', '2024-03-01']);
    expect(report.unknown_values).toEqual([
      { column: 'known_on', reason: 'before the application', values: 1, first_lines: [2] },
    ]);
    expect(findRejections(sink)).toEqual([]);
  });

  it('writes columns that stand side by side as rows, without payments of zero', async () => {
    const columns = [
      ...COLUMNS.slice(0, 4),
      field('bill_may', [{ field: 'credit_history.balance', at: '2024-05-31' }], NUMBER),
      field('bill_apr', [{ field: 'credit_history.balance', at: '2024-04-30' }], NUMBER),
      field('pay_may', [{ field: 'transactions.amount', at: '2024-05-15', scale: -1, skip_zero: true }], NUMBER),
    ];
    const file =
      'loan,client,date,amount,bill_may,bill_apr,pay_may\nL1,C1,2024-01-01,5,70,80,12.5\nL2,C2,2024-01-01,5,,60,0\n';
    const { read, sink } = await convertTexts(createMapping({}, columns), { 'loans.csv': file });
    expect(read('credit_history').map((row) => Object.values(row))).toEqual([
      ['C1', '2024-05-31', '70'],
      ['C1', '2024-04-30', '80'],
      ['C2', '2024-04-30', '60'],
    ]);
    expect(read('transactions').map((row) => Object.values(row))).toEqual([
      ['C1-2024-05', 'C1', '2024-05-15T12:00:00Z', '-12.5'],
    ]);
    expect(findRejections(sink)).toEqual([]);
  });
});

describe('several sources', () => {
  const clients = {
    name: 'clients',
    files: ['clients.csv'],
    format: FORMAT,
    join: { column: 'number', with: 'client' },
    columns: [field('number', 'customers.customer_id'), field('sex', 'customers.sex')],
  };
  const payments = {
    name: 'payments',
    files: ['payments.csv'],
    format: FORMAT,
    join: { column: 'contract', with: 'loan' },
    columns: [
      { column: 'contract', use: { as: 'left_out', because: 'identifier' } },
      field('id', 'transactions.transaction_id'),
      field('booked', 'transactions.booked_at', DATE),
      field('paid', 'transactions.amount', NUMBER),
    ],
  };
  const columns = COLUMNS.map((column) =>
    column.column === 'client' ? field('client', [{ field: 'loan_applications.customer_id' }]) : column,
  );

  it('joins customers by their key, also those without an application', async () => {
    const { read, report } = await convertTexts(createMapping({}, columns, [clients]), {
      'loans.csv': toCsv('L1,C1,2024-03-01,100,10', 'L2,C2,2024-03-01,100,20'),
      'clients.csv': 'number,sex\nC2,f\nC3,m\n',
    });
    expect(read('customers').map((row) => Object.values(row))).toEqual([
      ['C1', '', '10'],
      ['C2', 'f', '20'],
      ['C3', 'm', ''],
    ]);
    expect(report.files.map(({ name, rows_in }) => [name, rows_in])).toEqual([
      ['loans.csv', 2],
      ['clients.csv', 2],
    ]);
  });

  it('finds the customer of a payment that names its loan', async () => {
    const { read, report } = await convertTexts(createMapping({}, columns, [payments]), {
      'loans.csv': toCsv('L1,C1,2024-03-01,100,10'),
      'payments.csv': 'contract,id,booked,paid\nL1,P1,2024-04-01,-5\nL9,P2,2024-04-01,-5\n',
    });
    expect(read('transactions').map((row) => Object.values(row))).toEqual([['P1', 'C1', '2024-04-01T00:00:00Z', '-5']]);
    expect(report.refused).toEqual([
      { file: 'payments.csv', line: 3, column: 'customer_id', reason: 'customer_id is missing' },
    ]);
  });
});

describe('the day of a delivery', () => {
  const file = { 'loans.csv': toCsv('L1,C1,2024-03-01,100,10', 'L2,C2,2024-04-17,1,1', 'L3,C3,9999-12-31,1,1') };

  it.each([
    [{ from: 'newest', column: 'date' }, '2024-04-17'],
    [{ from: 'arrival' }, '2024-06-30'],
    [{ from: 'fixed', day: '2024-05-01' }, '2024-05-01'],
  ])('%o is %s', async (as_of, day) => {
    const { sink } = await convertTexts(createMapping({ as_of }), file);
    expect(sink.manifests.map((manifest) => manifest.as_of)).toEqual([day]);
  });

  it('is found in the name of the file', async () => {
    const mapping = createMapping({ as_of: { from: 'file_name', format: 'yyyyMMdd' } });
    const name = 'export_000123_20240417_v2.csv';
    mapping.sources[0] = { ...mapping.sources[0], files: [name] } as never;
    const { sink } = await convertTexts(mapping, { [name]: file['loans.csv'] });
    expect(sink.manifests[0]?.as_of).toBe('2024-04-17');
  });
});

describe('refusals', () => {
  it.each([
    [
      'a column of which a tenth no longer reads',
      toCsv(...Array.from({ length: 40 }, (_, i) => `L${i},C${i},${i < 6 ? '1.2.24' : '2024-01-01'},5,`)),
      /MappingMismatch: column date .* 6 of 40 values are no date yyyy-MM-dd, first in line 2, 3/,
    ],
    [
      'a file without a row that can be delivered',
      toCsv(',,2024-01-01,5,'),
      /NothingToDeliver: .* line 2 \(application_id is missing\)/,
    ],
    [
      'a missing and a new column',
      'loan,client,datum,amount,income\nL1,C1,2024-01-01,5,1\n',
      /missing column date; new column datum/,
    ],
    ['another file', 'a,b\n1,2\n', /5 of 5 columns are missing/],
  ])('%s: nothing is published', async (_, file, message) => {
    const sink = new MemorySink();
    const error = await refuse(convertTexts(createMapping(), { 'loans.csv': file }, sink));
    expect(error.message).toMatch(message);
    expect(sink).toMatchObject({ isPublished: false });
  });

  it('discards the files when the sink fails', async () => {
    class FailingSink extends MemorySink {
      override async publish(): Promise<void> {
        throw new Error('the disk is full');
      }
    }
    const sink = new FailingSink();
    const conversion = convertTexts(createMapping(), { 'loans.csv': toCsv('L1,C1,2024-03-01,100,10') }, sink);
    await expect(conversion).rejects.toThrow('the disk is full');
    expect(sink).toMatchObject({ isDiscarded: true });
    expect(sink.files.size).toBe(0);
  });
});

describe('mappings that would be wrong silently', () => {
  it('refuses a joined file of which many rows have one key: only one could count', async () => {
    const months = {
      name: 'months',
      files: ['months.csv'],
      format: FORMAT,
      join: { column: 'loan', with: 'loan' },
      columns: [
        { column: 'loan', use: { as: 'left_out', because: 'identifier' } },
        { column: 'dpd', format: NUMBER, use: { as: 'target' } },
      ],
    };
    const target = { description: 'dpd', bad: [{ column: 'dpd', is: 'at_least', value: 90 }] };
    const rows = Array.from({ length: 12 }, (_, month) => `L1,${month * 10}\n`).join('');
    const conversion = convertTexts(createMapping({ target }, COLUMNS, [months]), {
      'loans.csv': toCsv('L1,C1,2024-03-01,100,10'),
      'months.csv': `loan,dpd\n${rows}`,
    });
    const { reason, message } = await refuse(conversion);
    expect(reason).toBe('KeyNotUnique');
    expect(message).toContain('11 of 12 rows have the loan of another row');
  });

  it('refuses a backtest whose second day is not after the first', async () => {
    const backtest = { share: 0.2, by: 'hash', outcome_date: '2024-04-01', delivered_on: '2024-04-17' };
    const target = { description: 'x', bad: [{ column: 'amount', is: 'at_least', value: 5 }] };
    const mapping = createMapping({ backtest, target, as_of: { from: 'newest', column: 'date' } });
    const { message } = await refuse(
      convertTexts(mapping, { 'loans.csv': toCsv('L1,C1,2024-04-17,1,1', 'L2,C2,2024-04-17,9,1') }),
    );
    expect(message).toBe(
      "InvalidMapping: backtest.delivered_on (2024-04-17) has to be a day after the delivery's, 2024-04-17",
    );
  });
});
