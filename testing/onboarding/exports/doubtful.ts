/** Exports that nobody can read without asking: swapped days and months, several keys, codes of the outcome, no header. */
import { makeCard, makeExport, makeIban, pickName, writeDay, writeNumber } from '../make-export.ts';

const AMBIGUOUS_DAYS = makeExport({
  name: 'ambiguous-days',
  bad: ['Default'],
  tables: [
    {
      file: 'export.csv',
      columns: [
        { name: 'loan_id', is: 'loan_applications.application_id', make: ({ index }) => String(index + 1) },
        {
          name: 'issue_date',
          is: ['asked'],
          make: ({ day, random }) => `0${1 + random.below(9)}/0${1 + random.below(9)}/${writeDay(day, 'yyyy')}`,
        },
        { name: 'amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'purpose', is: 'loan_applications.purpose', make: ({ random }) => random.pick(['car', 'house']) },
        { name: 'loan_status', is: 'target', make: ({ isBad }) => (isBad ? 'Default' : 'Fully Paid') },
      ],
    },
  ],
});

const MIXED_DAYS = makeExport({
  name: 'mixed-days',
  bad: ['1'],
  tables: [
    {
      file: 'merged.csv',
      columns: [
        { name: 'loan_id', is: 'loan_applications.application_id', make: ({ index }) => String(index + 1) },
        {
          name: 'application_date',
          is: 'asked',
          make: ({ day, index }) => writeDay(day, index % 2 ? 'dd/MM/yyyy' : 'MM/dd/yyyy'),
        },
        { name: 'loan_amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'income_verified', is: 'category', make: ({ random }) => random.pick(['Y', 'N']) },
        { name: 'defaulted', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const UNFIT_DAYS = makeExport({
  name: 'days-that-are-none',
  bad: ['1'],
  tables: [
    {
      file: 'loans.csv',
      columns: [
        { name: 'loan_id', is: 'loan_applications.application_id', make: ({ index }) => String(index + 1) },
        {
          name: 'application_date',
          is: 'asked',
          make: ({ day, index }) => (index % 10 ? writeDay(day, 'yyyy-MM-dd') : 'see file'),
        },
        { name: 'loan_amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'defaulted', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const REPEATED_KEY = makeExport({
  name: 'repeated-key',
  bad: ['1'],
  findings: ['key_not_unique'],
  tables: [
    {
      file: 'loans.csv',
      columns: [
        { name: 'loan_id', is: ['asked'], make: ({ index }) => String(index < 390 ? index : index - 200) },
        { name: 'applied_at', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'yyyy-MM-dd') },
        {
          name: 'loan_amount',
          is: 'loan_applications.amount',
          make: ({ amount, index }) => `${amount}.${10 + (index % 90)}`,
        },
        { name: 'defaulted', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const CODED_CLASS = makeExport({
  name: 'coded-class',
  bad: null,
  tables: [
    {
      file: 'credit.csv',
      columns: [
        { name: 'checking_status', is: 'category', make: ({ random }) => random.pick(['A11', 'A12', 'A14']) },
        { name: 'duration', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'purpose', is: 'loan_applications.purpose', make: ({ random }) => random.pick(['A40', 'A43']) },
        { name: 'credit_amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'employment', is: 'customers.employment_status', make: ({ random }) => random.pick(['A71', 'A75']) },
        { name: 'age', is: 'customers.birth_date', make: ({ age }) => String(age) },
        { name: 'foreign_worker', is: 'category', make: ({ random }) => random.pick(['A201', 'A202']) },
        { name: 'own_telephone', is: 'category', make: ({ random }) => random.pick(['A191', 'A192']) },
        { name: 'class', is: 'target', make: ({ isBad }) => (isBad ? '2' : '1') },
      ],
    },
  ],
});

const PERSONAL_IN_DISGUISE = makeExport({
  name: 'personal-in-disguise',
  bad: ['bad'],
  tables: [
    {
      file: 'crm_dump.csv',
      columns: [
        { name: 'ref', is: 'loan_applications.application_id', make: ({ index }) => `R${index}` },
        { name: 'field_1', is: 'customers.full_name', make: pickName },
        { name: 'field_2', is: 'customers.email', make: ({ index }) => `person${index}@mail.example` },
        { name: 'field_3', is: 'personal', make: makeIban },
        { name: 'field_4', is: 'personal', make: ({ random }) => `+49 30 ${100_000 + random.below(899_999)}` },
        { name: 'field_5', is: 'personal', make: makeCard },
        {
          name: 'field_6',
          is: 'personal',
          make: ({ random }) => `${100 + random.below(500)}-${10 + random.below(80)}-${1000 + random.below(8000)}`,
        },
        {
          name: 'field_7',
          is: 'personal',
          make: ({ random }) => `${1 + random.below(99)} ${random.pick(['Oak', 'Elm', 'Mill'])} Street`,
        },
        { name: 'open_date', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'MM/dd/yyyy') },
        { name: 'amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'score', is: 'number', make: ({ random }) => String(300 + random.below(500)) },
        {
          name: 'remark',
          is: 'free_text',
          make: ({ index }) => `called back about case ${index} and agreed a new date`,
        },
        { name: 'good_bad', is: 'target', make: ({ isBad }) => (isBad ? 'bad' : 'good') },
      ],
    },
  ],
});

const NINES_THAT_ARE_REAL = makeExport({
  name: 'nines-that-are-real',
  bad: ['Charged Off'],
  findings: ['leak'],
  tables: [
    {
      file: 'loans.csv',
      columns: [
        { name: 'LoanID', is: 'loan_applications.application_id', make: ({ index }) => `A${index}` },
        { name: 'OriginationDate', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'MM-dd-yyyy') },
        {
          name: 'LoanAmount',
          is: 'loan_applications.amount',
          reads: { '999': '999' },
          make: ({ random, amount }) => (random.chance(0.1) ? '999' : String(500 + (amount % 5000))),
        },
        {
          name: 'MonthsPastDueAtApplication',
          is: 'number',
          reads: { '-1': '-1', '-2': '-2' },
          make: ({ random }) => String(random.below(5) - 2),
        },
        {
          name: 'DaysEmployed',
          is: 'customers.employment_start_date',
          reads: { '365243': null },
          make: ({ random }) => (random.chance(0.15) ? '365243' : String(-random.below(9000))),
        },
        {
          name: 'MonthlyDebt',
          is: 'loan_applications.monthly_debt_payments',
          make: ({ income }) => writeNumber(income / 60, 2, '.', ''),
        },
        { name: 'HouseholdSize', is: 'number', make: ({ random }) => String(1 + random.below(6)) },
        {
          name: 'InternalFlag',
          is: 'leak',
          make: ({ isBad, random }) => String(isBad ? 70 + random.below(20) : random.below(69)),
        },
        { name: 'CollectorName', is: ['leak', 'personal'], make: (row) => (row.isBad ? pickName(row) : '') },
        {
          name: 'LoanStatus',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'Charged Off' : random.pick(['Paid', 'Current'])),
        },
      ],
    },
  ],
});

export const DOUBTFUL_EXPORTS = [
  AMBIGUOUS_DAYS,
  MIXED_DAYS,
  UNFIT_DAYS,
  REPEATED_KEY,
  CODED_CLASS,
  PERSONAL_IN_DISGUISE,
  NINES_THAT_ARE_REAL,
];
