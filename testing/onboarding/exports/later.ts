/** Exports that were written after the rules had been widened once: an honest second measure. */
import { makeExport, pickName, writeDay, writeNumber } from '../make-export.ts';

const INDIAN_NBFC = makeExport({
  name: 'indian-nbfc',
  bad: ['1'],
  tables: [
    {
      file: 'vehicle_loans.csv',
      rows: 500,
      columns: [
        { name: 'UniqueID', is: 'loan_applications.application_id', make: ({ index }) => String(420_825 + index) },
        { name: 'disbursed_amount', is: 'loan_applications.amount', make: ({ amount }) => String(amount * 2 + 13_320) },
        {
          name: 'asset_cost',
          is: ['loan_applications.collateral_value', 'number'],
          make: ({ amount }) => String(amount * 3 + 40_000),
        },
        { name: 'ltv', is: 'number', make: ({ random }) => (40 + 50 * random.next()).toFixed(2) },
        { name: 'branch_id', is: ['category', 'number'], make: ({ random }) => String(1 + random.below(40)) },
        { name: 'manufacturer_id', is: ['category', 'number'], make: ({ random }) => String(45 + random.below(9)) },
        {
          name: 'Current_pincode_ID',
          is: ['personal', 'identifier', 'many_categories'],
          make: ({ random }) => String(1 + random.below(7000)),
        },
        {
          name: 'Date.of.Birth',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd-MM-yy'),
        },
        {
          name: 'Employment.Type',
          is: 'customers.employment_status',
          make: ({ random }) => random.pick(['Salaried', 'Self employed', '']),
        },
        { name: 'DisbursalDate', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd-MM-yy') },
        { name: 'State_ID', is: ['category', 'number'], make: ({ random }) => String(1 + random.below(20)) },
        { name: 'MobileNo_Avl_Flag', is: ['constant', 'category', 'number'], make: () => '1' },
        { name: 'Aadhar_flag', is: ['category', 'number'], make: ({ random }) => random.pick(['1', '0']) },
        { name: 'PERFORM_CNS.SCORE', is: 'number', make: ({ random }) => String(random.below(890)) },
        {
          name: 'PERFORM_CNS.SCORE.DESCRIPTION',
          is: 'category',
          make: ({ random }) => random.pick(['A-Very Low Risk', 'No Bureau History Available', 'M-Very High Risk']),
        },
        { name: 'PRI.NO.OF.ACCTS', is: 'number', make: ({ random }) => String(random.below(20)) },
        { name: 'PRI.CURRENT.BALANCE', is: ['number', 'leak'], make: ({ random }) => String(random.below(90_000)) },
        {
          name: 'AVERAGE.ACCT.AGE',
          is: ['category', 'many_categories', 'free_text'],
          make: ({ random }) => `${random.below(6)}yrs ${random.below(12)}mon`,
        },
        { name: 'NO.OF_INQUIRIES', is: 'number', make: ({ random }) => String(random.below(6)) },
        { name: 'loan_default', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
      ],
    },
  ],
});

const PORTUGUESE = makeExport({
  name: 'portuguese-lender',
  bad: ['Inadimplente'],
  tables: [
    {
      file: 'contratos.csv',
      columns: [
        {
          name: 'Número do Contrato',
          is: 'loan_applications.application_id',
          make: ({ index }) => String(30_001 + index),
        },
        { name: 'Código do Cliente', is: 'customers.customer_id', make: ({ index }) => String(100 + (index % 330)) },
        { name: 'Nome do Cliente', is: 'personal', make: pickName },
        {
          name: 'Data de Nascimento',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd/MM/yyyy'),
        },
        {
          name: 'Data da Contratação',
          is: 'loan_applications.applied_at',
          make: ({ day }) => writeDay(day, 'dd/MM/yyyy'),
        },
        {
          name: 'Valor Financiado',
          is: 'loan_applications.amount',
          make: ({ amount }) => `R$ ${writeNumber(amount, 2, ',', '.')}`,
        },
        { name: 'Prazo (meses)', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'Taxa de Juros a.a.',
          is: ['loan_applications.annual_rate', 'number'],
          make: ({ rate }) => `${writeNumber(rate, 2, ',', '')}%`,
        },
        {
          name: 'Renda Mensal',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 2, ',', '.'),
        },
        {
          name: 'Estado Civil',
          is: 'customers.marital_status',
          make: ({ random }) => random.pick(['Solteiro(a)', 'Casado(a)']),
        },
        {
          name: 'Escolaridade',
          is: 'customers.education_level',
          make: ({ random }) => random.pick(['Médio', 'Superior']),
        },
        { name: 'Sexo', is: 'customers.sex', make: ({ random }) => random.pick(['M', 'F']) },
        {
          name: 'CEP',
          is: 'personal',
          make: ({ random }) => `${10_000 + random.below(80_000)}-${100 + random.below(800)}`,
        },
        { name: 'UF', is: 'category', make: ({ random }) => random.pick(['SP', 'RJ', 'MG']) },
        { name: 'Parcelas em Atraso', is: ['leak', 'number'], make: ({ random }) => String(random.below(4)) },
        {
          name: 'Situação',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'Inadimplente' : random.pick(['Quitado', 'Em dia'])),
        },
      ],
    },
  ],
});

const APPROVAL = makeExport({
  name: 'loan-approval',
  bad: null,
  tables: [
    {
      file: 'train.csv',
      columns: [
        { name: 'Loan_ID', is: 'loan_applications.application_id', make: ({ index }) => `LP00${1002 + index}` },
        { name: 'Gender', is: 'customers.sex', make: ({ random }) => random.pick(['Male', 'Female', '']) },
        { name: 'Married', is: 'customers.marital_status', make: ({ random }) => random.pick(['Yes', 'No']) },
        {
          name: 'Dependents',
          is: 'customers.dependants',
          reads: { '3+': '3' },
          make: ({ random }) => random.pick(['0', '1', '2', '3+']),
        },
        {
          name: 'Education',
          is: 'customers.education_level',
          make: ({ random }) => random.pick(['Graduate', 'Not Graduate']),
        },
        {
          name: 'Self_Employed',
          is: ['customers.employment_status', 'category'],
          make: ({ random }) => random.pick(['Yes', 'No']),
        },
        {
          name: 'ApplicantIncome',
          is: ['customers.annual_income', 'asked', 'number'],
          make: ({ income }) => String(Math.round(income / 12)),
        },
        {
          name: 'CoapplicantIncome',
          is: 'number',
          make: ({ income, random }) => String(random.chance(0.4) ? 0 : Math.round(income / 15)),
        },
        { name: 'LoanAmount', is: 'loan_applications.amount', make: ({ amount }) => String(amount / 100) },
        {
          name: 'Loan_Amount_Term',
          is: 'loan_applications.term_months',
          make: ({ random }) => random.pick(['360', '180', '480']),
        },
        { name: 'Credit_History', is: ['number', 'category'], make: ({ random }) => random.pick(['1.0', '0.0', '']) },
        { name: 'Property_Area', is: 'category', make: ({ random }) => random.pick(['Urban', 'Rural', 'Semiurban']) },
        { name: 'Loan_Status', is: ['target', 'category'], make: ({ isBad }) => (isBad ? 'N' : 'Y') },
      ],
    },
  ],
});

const HOME_EQUITY = makeExport({
  name: 'home-equity',
  bad: ['1'],
  tables: [
    {
      file: 'hmeq.csv',
      columns: [
        { name: 'BAD', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
        { name: 'LOAN', is: 'loan_applications.amount', make: ({ amount }) => String(amount) },
        { name: 'MORTDUE', is: 'number', make: ({ amount }) => (amount * 5.3).toFixed(2) },
        {
          name: 'VALUE',
          is: ['number', 'loan_applications.collateral_value'],
          make: ({ amount }) => String(amount * 8),
        },
        {
          name: 'REASON',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['HomeImp', 'DebtCon', '']),
        },
        {
          name: 'JOB',
          is: ['category', 'customers.employment_status'],
          make: ({ random }) => random.pick(['Other', 'Office', 'ProfExe', '']),
        },
        {
          name: 'YOJ',
          is: 'customers.employment_start_date',
          make: ({ random }) => random.pick(['7', '10.5', '3', '']),
        },
        { name: 'DEROG', is: 'number', make: ({ random }) => random.pick(['0', '1', '2', '']) },
        { name: 'DELINQ', is: 'number', make: ({ random }) => random.pick(['0', '1', '3', '']) },
        { name: 'CLAGE', is: 'number', make: ({ random }) => (300 * random.next()).toFixed(6) },
        { name: 'NINQ', is: 'number', make: ({ random }) => String(random.below(6)) },
        { name: 'CLNO', is: 'number', make: ({ random }) => String(random.below(40)) },
        { name: 'DEBTINC', is: 'number', make: ({ random }) => (45 * random.next()).toFixed(6) },
      ],
    },
  ],
});

const BRITISH = makeExport({
  name: 'british-mutual',
  bad: ['Written off'],
  tables: [
    {
      file: 'LoanBook 30-06-2019.csv',
      columns: [
        { name: 'Account Ref', is: 'loan_applications.application_id', make: ({ index }) => `BM/${10_000 + index}` },
        { name: 'Member No.', is: 'customers.customer_id', make: ({ index }) => String(2000 + (index % 340)) },
        {
          name: 'Title',
          is: ['category', 'personal', 'customers.sex'],
          make: ({ random }) => random.pick(['Mr', 'Mrs', 'Ms', 'Dr']),
        },
        {
          name: 'Surname',
          is: 'personal',
          make: ({ random }) => random.pick(['Smith', 'Jones', 'Patel', 'Evans', 'Khan']),
        },
        { name: 'D.O.B.', is: 'customers.birth_date', make: ({ day, age }) => writeDay(day - 365 * age, 'dd/MM/yyyy') },
        {
          name: 'NI Number',
          is: 'personal',
          make: ({ random }) => `AB${10 + random.below(80)}${10 + random.below(80)}${10 + random.below(80)}C`,
        },
        { name: 'Mobile Tel', is: 'personal', make: ({ random }) => `07${100_000_000 + random.below(800_000_000)}` },
        {
          name: 'Post Code',
          is: 'personal',
          make: ({ random }) => `LS${1 + random.below(20)} ${1 + random.below(9)}AB`,
        },
        { name: 'Date Advanced', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd/MM/yyyy') },
        {
          name: 'Sum Advanced',
          is: 'loan_applications.amount',
          make: ({ amount }) => `£${writeNumber(amount, 2, '.', ',')}`,
        },
        { name: 'Term (mths)', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'APR', is: 'loan_applications.annual_rate', make: ({ rate }) => `${rate.toFixed(1)}%` },
        {
          name: 'Gross Annual Salary',
          is: 'customers.annual_income',
          make: ({ income }) => `£${writeNumber(income, 0, '.', ',')}`,
        },
        {
          name: 'Res. Status',
          is: 'customers.residence_status',
          make: ({ random }) => random.pick(['Tenant', 'Owner', 'LWP']),
        },
        { name: 'Arrears (£)', is: 'leak', make: ({ isBad }) => (isBad ? '£320.10' : '£0.00') },
        {
          name: 'Bal O/S',
          is: 'leak',
          make: ({ amount, random }) => `£${writeNumber(amount * random.next(), 2, '.', ',')}`,
        },
        {
          name: 'Acct Status',
          is: 'target',
          make: ({ isBad, random }) => (isBad ? 'Written off' : random.pick(['Live', 'Settled'])),
        },
      ],
    },
  ],
});

export const LATER_EXPORTS = [INDIAN_NBFC, PORTUGUESE, APPROVAL, HOME_EQUITY, BRITISH];
