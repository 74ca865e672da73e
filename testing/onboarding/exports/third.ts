/** Exports of the third honest measure. */
import { makeExport, pickName, writeDay } from '../make-export.ts';

const CREDIT_RISK = makeExport({
  name: 'credit-risk-dataset',
  bad: ['1'],
  tables: [
    {
      file: 'credit_risk_dataset.csv',
      columns: [
        { name: 'person_age', is: 'customers.birth_date', make: ({ age }) => String(age) },
        { name: 'person_income', is: ['customers.annual_income'], make: ({ income }) => String(income) },
        {
          name: 'person_home_ownership',
          is: 'customers.residence_status',
          make: ({ random }) => random.pick(['RENT', 'OWN', 'MORTGAGE']),
        },
        {
          name: 'person_emp_length',
          is: 'customers.employment_start_date',
          make: ({ random }) => random.pick(['1.0', '5.0', '12.0', '']),
        },
        {
          name: 'loan_intent',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['PERSONAL', 'EDUCATION', 'MEDICAL']),
        },
        { name: 'loan_grade', is: 'category', make: ({ random }) => random.pick(['A', 'B', 'C']) },
        { name: 'loan_amnt', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'loan_int_rate', is: 'loan_applications.annual_rate', make: ({ rate }) => rate.toFixed(2) },
        { name: 'loan_status', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
        { name: 'loan_percent_income', is: 'number', make: ({ random }) => (0.6 * random.next()).toFixed(2) },
        { name: 'cb_person_default_on_file', is: 'category', make: ({ random }) => random.pick(['Y', 'N']) },
        { name: 'cb_person_cred_hist_length', is: 'number', make: ({ random }) => String(2 + random.below(28)) },
      ],
    },
  ],
});

const BONDORA = makeExport({
  name: 'bondora',
  bad: ['known'],
  tables: [
    {
      file: 'LoanData.csv',
      columns: [
        { name: 'ReportAsOfEOD', is: ['constant', 'date'], make: () => '2020-01-26' },
        {
          name: 'LoanId',
          is: 'loan_applications.application_id',
          make: ({ index }) => `F0660C80-83F3-4A97-8DA0-${String(100_000 + index)}`,
        },
        {
          name: 'LoanNumber',
          is: ['identifier', 'loan_applications.application_id'],
          make: ({ index }) => String(659 + 3 * index),
        },
        { name: 'UserName', is: 'personal', make: ({ index }) => `BO${index * 7}K` },
        { name: 'NewCreditCustomer', is: ['category', 'number'], make: ({ random }) => random.pick(['True', 'False']) },
        { name: 'LoanDate', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'yyyy-MM-dd') },
        {
          name: 'MaturityDate_Original',
          is: ['date', 'leak'],
          make: ({ day, term }) => writeDay(day + 30 * term, 'yyyy-MM-dd'),
        },
        { name: 'Age', is: 'customers.birth_date', make: ({ age }) => String(age) },
        { name: 'DateOfBirth', is: ['empty', 'customers.birth_date'], make: () => '' },
        { name: 'Gender', is: 'customers.sex', make: ({ random }) => random.pick(['0.0', '1.0', '2.0']) },
        { name: 'Country', is: 'customers.country', make: ({ random }) => random.pick(['EE', 'FI', 'ES']) },
        {
          name: 'AppliedAmount',
          is: ['number', 'loan_applications.amount'],
          make: ({ amount }) => `${amount + 100}.0000`,
        },
        { name: 'Amount', is: ['loan_applications.amount', 'number'], make: ({ amount }) => `${amount}.0000` },
        { name: 'Interest', is: 'loan_applications.annual_rate', make: ({ rate }) => rate.toFixed(2) },
        { name: 'LoanDuration', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'UseOfLoan',
          is: ['loan_applications.purpose', 'category', 'number'],
          make: ({ random }) => String(random.below(9)),
        },
        { name: 'Education', is: 'customers.education_level', make: ({ random }) => `${1 + random.below(5)}.0` },
        { name: 'MaritalStatus', is: 'customers.marital_status', make: ({ random }) => `${random.below(5)}.0` },
        {
          name: 'EmploymentDurationCurrentEmployer',
          is: 'category',
          make: ({ random }) => random.pick(['UpTo1Year', 'MoreThan5Years', 'TrialPeriod']),
        },
        { name: 'IncomeTotal', is: ['customers.annual_income'], make: ({ income }) => `${Math.round(income / 12)}.0` },
        { name: 'LiabilitiesTotal', is: 'number', make: ({ random }) => (800 * random.next()).toFixed(2) },
        {
          name: 'DefaultDate',
          is: ['target', 'leak', 'date'],
          make: ({ isBad, day }) => (isBad ? writeDay(day + 200, 'yyyy-MM-dd') : ''),
        },
        {
          name: 'PrincipalPaymentsMade',
          is: ['leak'],
          make: ({ amount, random }) => (amount * random.next()).toFixed(2),
        },
        { name: 'PrincipalBalance', is: ['leak'], make: ({ amount, random }) => (amount * random.next()).toFixed(2) },
        {
          name: 'Status',
          is: ['target', 'leak'],
          make: ({ isBad, random }) => (isBad ? 'Late' : random.pick(['Repaid', 'Current'])),
        },
      ],
    },
  ],
});

const PAYDAY = makeExport({
  name: 'payday',
  bad: ['1'],
  tables: [
    {
      file: 'dump.sql.csv',
      columns: [
        { name: 'appl_nr', is: 'loan_applications.application_id', make: ({ index }) => `A-${index}` },
        {
          name: 'appl_ts',
          is: 'loan_applications.applied_at',
          make: ({ day, index }) => `${writeDay(day, 'dd/MM/yyyy')} ${String(index % 24).padStart(2, '0')}:00`,
        },
        { name: 'cust_nm', is: 'personal', make: pickName },
        {
          name: 'cust_dob',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd/MM/yyyy'),
        },
        { name: 'req_amt', is: ['loan_applications.amount'], make: ({ amount }) => String(amount) },
        { name: 'tenor_mths', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'mth_sal', is: 'customers.annual_income', make: ({ income }) => String(Math.round(income / 12)) },
        { name: 'emp_sector', is: 'category', make: ({ random }) => random.pick(['gov', 'pvt']) },
        { name: 'bank_acct_no', is: 'personal', make: ({ index }) => String(1_000_200_030 + 17 * index) },
        { name: 'dflt_ind', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

export const THIRD_EXPORTS = [CREDIT_RISK, BONDORA, PAYDAY];
