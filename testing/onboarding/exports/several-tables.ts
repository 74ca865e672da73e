/** Exports of several files, statements side by side, and columns of programs for small businesses. */
import { makeExport, toParts, writeDay, writeNumber } from '../make-export.ts';

const THREE_FILES = makeExport({
  name: 'three-files',
  bad: ['default'],
  tables: [
    {
      file: 'customers.csv',
      rows: 300,
      columns: [
        { name: 'id', is: ['join', 'customers.customer_id'], make: ({ index }) => `C${index}` },
        { name: 'dob', is: 'customers.birth_date', make: ({ day, age }) => writeDay(day - 365 * age, 'yyyy-MM-dd') },
        { name: 'gender', is: 'customers.sex', make: ({ random }) => random.pick(['M', 'F']) },
        { name: 'annual_income', is: 'customers.annual_income', make: ({ income }) => String(income) },
        { name: 'segment', is: 'category', make: ({ random }) => random.pick(['mass', 'affluent']) },
      ],
    },
    {
      file: 'loans.csv',
      rows: 400,
      columns: [
        { name: 'loan_id', is: 'loan_applications.application_id', make: ({ index }) => `L${index}` },
        { name: 'customer_id', is: 'customers.customer_id', make: ({ index }) => `C${index % 300}` },
        { name: 'issue_date', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'yyyy-MM-dd') },
        { name: 'amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'term', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'status',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'default' : random.pick(['closed', 'open'])),
        },
      ],
    },
    {
      file: 'payments.csv',
      rows: 3000,
      columns: [
        { name: 'payment_id', is: 'transactions.transaction_id', make: ({ index }) => `P${index}` },
        { name: 'loan_id', is: 'join', make: ({ index }) => `L${index % 400}` },
        { name: 'payment_date', is: 'transactions.booked_at', make: ({ day }) => writeDay(day + 40, 'yyyy-MM-dd') },
        {
          name: 'payment_amount',
          is: 'transactions.amount',
          make: ({ amount, term }) => writeNumber(amount / term, 2, '.', ''),
        },
        { name: 'method', is: 'transactions.kind', make: ({ random }) => random.pick(['card', 'transfer']) },
      ],
    },
  ],
});

const MONTHLY = makeExport({
  name: 'loans-with-monthly-statements',
  bad: ['1'],
  tables: [
    {
      file: 'accounts.csv',
      rows: 300,
      columns: [
        { name: 'account_id', is: 'loan_applications.application_id', make: ({ index }) => `${index + 100}` },
        { name: 'open_date', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'yyyy/MM/dd') },
        { name: 'credit_limit', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'default_flag', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
    {
      file: 'statements.csv',
      rows: 3600,
      columns: [
        { name: 'account_id', is: 'join', make: ({ index }) => `${(index % 300) + 100}` },
        {
          name: 'statement_month',
          is: 'credit_history.as_of',
          reads: { '2015M03': '2015-03-01' },
          make: ({ index }) => `2015M${String(1 + (Math.floor(index / 300) % 12)).padStart(2, '0')}`,
        },
        { name: 'balance', is: 'credit_history.balance', make: ({ amount }) => String(amount / 2) },
        { name: 'min_payment', is: 'credit_history.payment_due', make: ({ amount }) => String(amount / 20) },
        { name: 'payment', is: 'credit_history.payment_made', make: ({ amount }) => String(amount / 18) },
        {
          name: 'months_past_due',
          is: 'credit_history.months_past_due',
          reads: { '-1': '-1', '-2': '-2' },
          make: ({ random }) => String(random.below(4) - 2),
        },
      ],
    },
  ],
});

const SIDE_BY_SIDE = makeExport({
  name: 'statements-side-by-side',
  bad: ['1'],
  tables: [
    {
      file: 'cards.csv',
      columns: [
        { name: 'card_id', is: ['loan_applications.application_id'], make: ({ index }) => String(index + 1) },
        { name: 'credit_limit', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'age', is: 'customers.birth_date', make: ({ age }) => String(age) },
        ...['2019_01', '2019_02', '2019_03', '2019_04'].map((month) => ({
          name: `balance_${month}`,
          is: 'credit_history.balance' as const,
          make: ({ amount, random }: { amount: number; random: { next(): number } }) =>
            (amount * random.next()).toFixed(2),
        })),
        ...['2019_01', '2019_02', '2019_03', '2019_04'].map((month) => ({
          name: `payment_${month}`,
          is: 'credit_history.payment_made' as const,
          make: ({ amount, random }: { amount: number; random: { next(): number } }) =>
            (amount * 0.1 * random.next()).toFixed(2),
        })),
        { name: 'segment_code', is: 'category', make: ({ random }) => String(1 + random.below(7)) },
        { name: 'default_12m', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const writeShortDay = (day: number): string => {
  const { y, m, d } = toParts(day);
  return `${d}-${MONTH_NAMES[m - 1]}-${String(y % 100).padStart(2, '0')}`;
};

const SMALL_BUSINESS = makeExport({
  name: 'small-business',
  bad: ['CHGOFF'],
  tables: [
    {
      file: 'guaranteed_loans.csv',
      columns: [
        {
          name: 'LoanNr_ChkDgt',
          is: 'loan_applications.application_id',
          make: ({ index }) => String(1_000_014_003 + 17 * index),
        },
        {
          name: 'Bank',
          is: ['category', 'many_categories'],
          make: ({ random }) => `${random.pick(['First', 'Union', 'Valley'])} Bank ${random.below(20)}`,
        },
        { name: 'BankState', is: 'category', make: ({ random }) => random.pick(['OH', 'CA', 'TX']) },
        {
          name: 'NAICS',
          is: ['category', 'many_categories'],
          make: ({ random }) => String(100_000 + 1000 * random.below(20)),
        },
        {
          name: 'ApprovalDate',
          is: 'loan_applications.applied_at',
          reads: { '28-Feb-97': '1997-02-28', '7-Jun-16': '2016-06-07' },
          make: ({ day }) => writeShortDay(day),
        },
        { name: 'ApprovalFY', is: ['number', 'category'], make: ({ day }) => writeDay(day, 'yyyy') },
        { name: 'Term', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'NoEmp', is: 'number', make: ({ random }) => String(1 + random.below(80)) },
        { name: 'RevLineCr', is: 'category', make: ({ random }) => random.pick(['Y', 'N', '0']) },
        {
          name: 'DisbursementGross',
          is: 'loan_applications.amount',
          make: ({ amount }) => `$${writeNumber(amount * 10, 2, '.', ',')} `,
        },
        {
          name: 'ChgOffDate',
          is: ['leak', 'target', 'date'],
          make: ({ isBad, day }) => (isBad ? writeShortDay(day + 400) : ''),
        },
        {
          name: 'ChgOffPrinGr',
          is: 'leak',
          make: ({ isBad, amount }) => (isBad ? `$${writeNumber(amount, 2, '.', ',')} ` : '$0.00 '),
        },
        { name: 'MIS_Status', is: 'target', make: ({ isBad }) => (isBad ? 'CHGOFF' : 'P I F') },
      ],
    },
  ],
});

const PEER_TO_PEER = makeExport({
  name: 'peer-to-peer',
  bad: ['Late', 'Default'],
  tables: [
    {
      file: 'listings.csv',
      columns: [
        { name: 'ListingKey', is: 'loan_applications.application_id', make: ({ index }) => `${1000 + index}F0` },
        { name: 'MemberKey', is: 'customers.customer_id', make: ({ index }) => `M${index % 350}` },
        {
          name: 'ListingCreationDate',
          is: 'loan_applications.applied_at',
          make: ({ day, index }) => `${writeDay(day, 'MM/dd/yyyy')} ${1 + (index % 12)}:05 ${index % 2 ? 'AM' : 'PM'}`,
        },
        { name: 'LoanOriginalAmount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'Term', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'BorrowerAPR',
          is: ['loan_applications.annual_rate', 'number'],
          make: ({ rate }) => (rate / 100).toFixed(4),
        },
        { name: 'StatedMonthlyIncome', is: 'customers.annual_income', make: ({ income }) => (income / 12).toFixed(4) },
        { name: 'DebtToIncomeRatio', is: 'number', make: ({ random }) => random.next().toFixed(2) },
        {
          name: 'EmploymentStatusDuration',
          is: 'customers.employment_start_date',
          make: ({ random }) => String(random.below(300)),
        },
        {
          name: 'IsBorrowerHomeowner',
          is: ['category', 'number'],
          make: ({ random }) => random.pick(['True', 'False']),
        },
        { name: 'CreditScoreRangeLower', is: 'number', make: ({ random }) => String(600 + 20 * random.below(10)) },
        {
          name: 'FirstRecordedCreditLine',
          is: 'date',
          make: ({ day, random }) => writeDay(day - 2000 - random.below(3000), 'MM/dd/yyyy'),
        },
        {
          name: 'LoanStatus',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'Default' : random.pick(['Completed', 'Current'])),
        },
        {
          name: 'ClosedDate',
          is: 'leak',
          make: ({ day, random }) => (random.chance(0.5) ? writeDay(day + 500, 'MM/dd/yyyy') : ''),
        },
      ],
    },
  ],
});

export const SEVERAL_TABLE_EXPORTS = [
  THREE_FILES,
  MONTHLY,
  SIDE_BY_SIDE,
  SMALL_BUSINESS,
  { ...PEER_TO_PEER, bad: ['Default'] },
];
