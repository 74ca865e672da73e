/** Exports with the habits of tools: pandas, SAS, Excel, databases, warehouses. */
import { makeExport, toParts, writeDay, writeNumber } from '../make-export.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const EXCEL_EPOCH = 25_569;

const writeSasDay = (day: number): string => {
  const { y, m, d } = toParts(day);
  return `${String(d).padStart(2, '0')}${MONTHS[m - 1]}${y}`;
};

const PANDAS = makeExport({
  name: 'pandas',
  bad: ['1.0'],
  findings: ['duplicate_column'],
  tables: [
    {
      file: 'df_final_v2.csv',
      columns: [
        {
          name: 'Unnamed: 0',
          is: ['identifier', 'loan_applications.application_id'],
          make: ({ index }) => String(index),
        },
        { name: 'loan_id', is: 'loan_applications.application_id', make: ({ index }) => `L${index * 7}` },
        {
          name: 'application_date',
          is: 'loan_applications.applied_at',
          make: ({ day }) => writeDay(day, 'yyyy-MM-dd 00:00:00'),
        },
        { name: 'loan_amount', is: 'loan_applications.amount', make: ({ amount }) => `${amount}.0` },
        { name: 'loan_amount.1', is: 'duplicate', make: ({ amount }) => `${amount}.0` },
        { name: 'term', is: 'loan_applications.term_months', make: ({ term }) => `${term}.0` },
        {
          name: 'is_self_employed',
          is: ['number', 'customers.employment_status', 'category'],
          make: ({ random }) => random.pick(['1.0', '0.0', 'nan']),
        },
        { name: 'utilisation', is: 'number', make: ({ random }) => random.pick(['0.3123', '5e-05', '0.9', 'nan']) },
        { name: 'branch_code', is: 'category', make: ({ random }) => `${1 + random.below(9)}.0` },
        { name: 'all_missing', is: 'empty', make: () => 'nan' },
        { name: 'source_system', is: 'constant', make: () => 'core' },
        { name: 'default', is: 'target', make: ({ isBad }) => (isBad ? '1.0' : '0.0') },
      ],
    },
  ],
});

const SAS = makeExport({
  name: 'sas',
  bad: ['1'],
  tables: [
    {
      file: 'LOANS_EXTRACT.csv',
      columns: [
        {
          name: 'ACCT_NO',
          is: 'loan_applications.application_id',
          make: ({ index }) => String(1_000_000 + 13 * index),
        },
        {
          name: 'ORIG_DT',
          is: 'loan_applications.applied_at',
          reads: { '28FEB2016': '2016-02-28' },
          make: ({ day }) => writeSasDay(day),
        },
        {
          name: 'LOAN_AMT',
          is: 'loan_applications.amount',
          make: ({ amount }) => `$${writeNumber(amount, 2, '.', ',')}`,
        },
        { name: 'TERM_MO', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'BIRTH_DT', is: 'customers.birth_date', make: ({ day, age }) => writeSasDay(day - 365 * age) },
        {
          name: 'BUREAU_SCR',
          is: 'number',
          reads: { '.': null },
          make: ({ random }) => random.pick(['.', String(500 + random.below(300)), String(500 + random.below(300))]),
        },
        { name: 'DLQ_CNT', is: 'number', make: ({ random }) => String(random.below(5)) },
        { name: 'PROD_CD', is: 'category', make: ({ random }) => random.pick(['01', '02', '03']) },
        { name: 'BAD', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const EXCEL = makeExport({
  name: 'excel-serials',
  bad: ['Y'],
  tables: [
    {
      file: 'Book1.xlsx',
      columns: [
        { name: 'Loan No', is: 'loan_applications.application_id', make: ({ index }) => String(5000 + index) },
        {
          name: 'Disbursement Date',
          is: 'loan_applications.applied_at',
          reads: { '42430': '2016-03-01' },
          make: ({ day }) => String(day + EXCEL_EPOCH),
        },
        {
          name: 'Date of Birth',
          is: 'customers.birth_date',
          make: ({ day, age }) => String(day - 365 * age + EXCEL_EPOCH),
        },
        {
          name: 'Loan Amount',
          is: 'loan_applications.amount',
          reads: { '(1,250.00)': '-1250' },
          make: ({ amount }) => writeNumber(amount, 2, '.', ','),
        },
        {
          name: 'Annual Income',
          is: 'customers.annual_income',
          make: ({ income, random }) =>
            random.pick([writeNumber(income, 2, '.', ','), writeNumber(income, 2, '.', ','), '#N/A']),
        },
        {
          name: 'Net Worth',
          is: 'number',
          reads: { '(1,250.00)': '-1250' },
          make: ({ amount, random }) =>
            random.pick([`(${writeNumber(amount, 2, '.', ',')})`, writeNumber(amount, 2, '.', ',')]),
        },
        { name: 'Tenor (Months)', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'Interest Rate', is: 'loan_applications.annual_rate', make: ({ rate }) => (rate / 100).toFixed(4) },
        {
          name: 'Officer Comments',
          is: 'free_text',
          make: ({ random, index }) =>
            `Client visited on site ${index}, ${random.pick(['stock looks good', 'needs a second guarantor', 'paid earlier loans late'])}`,
        },
        { name: 'Region', is: 'category', make: ({ random }) => random.pick(['North', 'South', 'East']) },
        { name: 'Default (Y/N)', is: 'target', make: ({ isBad }) => (isBad ? 'Y' : 'N') },
      ],
    },
  ],
});

const WAREHOUSE = makeExport({
  name: 'warehouse',
  bad: ['true'],
  tables: [
    {
      file: 'dwh_loans_20191231.tsv',
      columns: [
        {
          name: 'loan_sk',
          is: ['loan_applications.application_id', 'identifier', 'asked'],
          make: ({ index }) => String(90_000 + index),
        },
        {
          name: 'application_id',
          is: 'loan_applications.application_id',
          make: ({ index }) => `8f3c-${(index * 2654435761) % 4294967296}-a1`,
        },
        { name: 'customer_key', is: 'customers.customer_id', make: ({ index }) => String(index % 310) },
        {
          name: 'created_at',
          is: 'loan_applications.applied_at',
          make: ({ day, index }) =>
            `${writeDay(day, 'yyyy-MM-dd')}T${String(index % 24).padStart(2, '0')}:15:${String(index % 60).padStart(2, '0')}.123Z`,
        },
        { name: 'principal_amount', is: 'loan_applications.amount', make: ({ amount }) => amount.toFixed(2) },
        { name: 'term_in_months', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'interest_rate', is: 'loan_applications.annual_rate', make: ({ rate }) => (rate / 100).toFixed(5) },
        { name: 'month_key', is: ['date', 'number', 'category'], make: ({ day }) => writeDay(day, 'yyyyMM') },
        {
          name: 'updated_at',
          is: ['date', 'leak'],
          make: ({ day }) => `${writeDay(day + 400, 'yyyy-MM-dd')}T03:00:00Z`,
        },
        { name: 'has_guarantor', is: ['category', 'number'], make: ({ random }) => random.pick(['true', 'false']) },
        { name: 'channel', is: 'category', make: ({ random }) => random.pick(['web', 'app', 'branch', '\\N']) },
        { name: 'is_default', is: 'target', make: ({ isBad }) => String(isBad) },
        {
          name: 'written_off_amount',
          is: 'leak',
          make: ({ isBad, amount }) => (isBad ? (amount / 2).toFixed(2) : '\\N'),
        },
      ],
    },
  ],
});

const INTEGERS = makeExport({
  name: 'mainframe-integers',
  bad: ['Y'],
  tables: [
    {
      file: 'MFEXTR01.DAT',
      columns: [
        {
          name: 'CONTRACT_NO',
          is: 'loan_applications.application_id',
          make: ({ index }) => String(index + 1).padStart(10, '0'),
        },
        {
          name: 'START_DATE',
          is: 'loan_applications.applied_at',
          reads: { '20160331': '2016-03-31' },
          make: ({ day }) => writeDay(day, 'yyyyMMdd'),
        },
        {
          name: 'DATE_OF_BIRTH',
          is: 'customers.birth_date',
          reads: { '00000000': null },
          make: ({ day, age, random }) => (random.chance(0.05) ? '00000000' : writeDay(day - 365 * age, 'yyyyMMdd')),
        },
        { name: 'ORIG_AMOUNT', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        {
          name: 'BALANCE_OTHER',
          is: 'number',
          reads: { '125.50-': '-125.5' },
          make: ({ amount, random }) => `${amount}.50${random.pick(['-', ''])}`,
        },
        { name: 'DURATION', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'MARITAL', is: 'customers.marital_status', make: ({ random }) => random.pick(['S', 'M', 'D', 'W']) },
        {
          name: 'CREDIT_LINES',
          is: 'number',
          reads: { '999': null },
          make: ({ random }) => (random.chance(0.08) ? '999' : String(random.below(20))),
        },
        {
          name: 'MONTHS_SINCE_INQ',
          is: 'number',
          reads: { '-1': null },
          make: ({ random }) => (random.chance(0.2) ? '-1' : String(random.below(80))),
        },
        {
          name: 'EXPIRY',
          is: ['date', 'leak'],
          reads: { '99991231': null },
          make: ({ day, random }) => (random.chance(0.1) ? '99991231' : writeDay(day + 900, 'yyyyMMdd')),
        },
        { name: 'DEFAULT_IND', is: 'target', make: ({ isBad }) => (isBad ? 'Y' : 'N') },
      ],
    },
  ],
});

const UNIX = makeExport({
  name: 'app-events',
  bad: ['defaulted'],
  tables: [
    {
      file: 'loans.jsonl',
      columns: [
        {
          name: 'uuid',
          is: ['loan_applications.application_id', 'identifier'],
          make: ({ index }) => `7b1e${String(index).padStart(8, '0')}-4c2d-9a7f`,
        },
        { name: 'userId', is: 'customers.customer_id', make: ({ index }) => String(4000 + (index % 333)) },
        {
          name: 'createdAt',
          is: 'loan_applications.applied_at',
          reads: { '1456790400000': '2016-03-01T00:00:00Z' },
          make: ({ day, index }) => String((day * 86_400 + index) * 1000),
        },
        { name: 'loanAmount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'tenureMonths', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'monthlyIncome', is: 'customers.annual_income', make: ({ income }) => String(Math.round(income / 12)) },
        { name: 'gender', is: 'customers.sex', make: ({ random }) => random.pick(['male', 'female', null]) },
        { name: 'deviceId', is: 'personal', make: ({ index }) => `dev-${index * 31}` },
        { name: 'ipAddress', is: 'personal', make: ({ random }) => `10.${random.below(255)}.${random.below(255)}.7` },
        { name: 'os', is: 'category', make: ({ random }) => random.pick(['android', 'ios']) },
        { name: 'contactsCount', is: 'number', make: ({ random }) => String(random.below(900)) },
        { name: 'state', is: ['category', 'target'], make: ({ random }) => random.pick(['CA', 'NY', 'TX']) },
        {
          name: 'loanStatus',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'defaulted' : random.pick(['repaid', 'active', 'cancelled'])),
        },
      ],
    },
  ],
});

export const TOOL_EXPORTS = [PANDAS, SAS, EXCEL, WAREHOUSE, INTEGERS, UNIX];
