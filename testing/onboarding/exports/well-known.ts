/** Exports with the columns of well-known lenders and data sets, written after the rules and without a look at them. */
import {
  type ColumnRecipe,
  makeDni,
  makeExport,
  makeIban,
  pickName,
  toParts,
  writeDay,
  writeNumber,
} from '../make-export.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const writeMonth = (day: number): string => `${MONTHS[toParts(day).m - 1]}-${toParts(day).y}`;

const LENDING_CLUB = makeExport({
  name: 'lending-club',
  bad: ['Charged Off', 'Default'],
  tables: [
    {
      file: 'accepted_2007_to_2018Q4.csv',
      rows: 900,
      columns: [
        { name: 'id', is: 'loan_applications.application_id', make: ({ index }) => String(68_407_277 + 31 * index) },
        { name: 'member_id', is: 'empty', make: () => '' },
        { name: 'loan_amnt', is: 'loan_applications.amount', make: ({ amount }) => `${amount}.0` },
        {
          name: 'funded_amnt',
          is: ['number', 'duplicate'],
          make: ({ amount, random }) => `${random.chance(0.1) ? amount - 25 : amount}.0`,
        },
        { name: 'funded_amnt_inv', is: 'number', make: ({ amount, random }) => `${amount - 25 * random.below(3)}.0` },
        {
          name: 'term',
          is: 'loan_applications.term_months',
          make: ({ random }) => random.pick([' 36 months', ' 60 months']),
        },
        {
          name: 'int_rate',
          is: 'loan_applications.annual_rate',
          reads: { '13.99%': '13.99' },
          make: ({ rate }) => `${rate.toFixed(2)}%`,
        },
        { name: 'installment', is: 'number', make: ({ amount, term }) => (amount / term).toFixed(2) },
        { name: 'grade', is: 'category', make: ({ random }) => random.pick(['A', 'B', 'C', 'D']) },
        {
          name: 'sub_grade',
          is: 'category',
          make: ({ random }) => `${random.pick(['A', 'B', 'C', 'D'])}${1 + random.below(5)}`,
        },
        {
          name: 'emp_title',
          is: ['many_categories', 'free_text'],
          make: ({ random, index }) =>
            random.chance(0.06)
              ? ''
              : `${random.pick(['Registered Nurse', 'Teacher', 'Owner', 'Truck Driver', 'Sales'])} ${index % 411}`,
        },
        {
          name: 'emp_length',
          is: 'customers.employment_start_date',
          reads: { '10+ years': '10', '< 1 year': '1', 'n/a': null },
          make: ({ random }) => random.pick(['10+ years', '< 1 year', '1 year', '3 years', '5 years', 'n/a']),
        },
        {
          name: 'home_ownership',
          is: 'customers.residence_status',
          make: ({ random }) => random.pick(['RENT', 'OWN', 'MORTGAGE', 'ANY']),
        },
        { name: 'annual_inc', is: 'customers.annual_income', make: ({ income }) => `${income}.0` },
        {
          name: 'verification_status',
          is: 'category',
          make: ({ random }) => random.pick(['Not Verified', 'Source Verified', 'Verified']),
        },
        {
          name: 'issue_d',
          is: 'loan_applications.applied_at',
          reads: { 'Dec-2015': '2015-12-01' },
          make: ({ day }) => writeMonth(day),
        },
        {
          name: 'loan_status',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad
              ? random.pick(['Charged Off', 'Charged Off', 'Default'])
              : random.pick(['Fully Paid', 'Current', 'Late (31-120 days)', 'In Grace Period', 'Fully Paid']),
        },
        { name: 'pymnt_plan', is: 'constant', make: () => 'n' },
        {
          name: 'url',
          is: ['identifier', 'personal', 'constant'],
          make: ({ index }) => `https://lender.example/browse/loanDetail.action?loan_id=${index}`,
        },
        {
          name: 'purpose',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['debt_consolidation', 'credit_card', 'home_improvement']),
        },
        {
          name: 'title',
          is: 'category',
          make: ({ random }) => random.pick(['Debt consolidation', 'Credit card refinancing', 'Home improvement', '']),
        },
        { name: 'zip_code', is: 'personal', make: ({ random }) => `${100 + random.below(850)}xx` },
        { name: 'addr_state', is: 'category', make: ({ random }) => random.pick(['CA', 'NY', 'TX', 'FL', 'PA']) },
        { name: 'dti', is: 'number', make: ({ random }) => (40 * random.next()).toFixed(2) },
        { name: 'delinq_2yrs', is: 'number', make: ({ random }) => `${random.below(4)}.0` },
        {
          name: 'earliest_cr_line',
          is: 'date',
          make: ({ day, random }) => writeMonth(day - 1000 - random.below(6000)),
        },
        { name: 'fico_range_low', is: 'number', make: ({ random }) => `${660 + 5 * random.below(30)}.0` },
        { name: 'inq_last_6mths', is: 'number', make: ({ random }) => `${random.below(5)}.0` },
        {
          name: 'mths_since_last_delinq',
          is: 'number',
          make: ({ random }) => (random.chance(0.5) ? '' : `${random.below(80)}.0`),
        },
        { name: 'open_acc', is: 'number', make: ({ random }) => `${2 + random.below(25)}.0` },
        { name: 'pub_rec', is: 'number', make: ({ random }) => `${random.below(3)}.0` },
        { name: 'revol_bal', is: 'number', make: ({ random }) => `${random.below(40_000)}.0` },
        { name: 'revol_util', is: 'number', make: ({ random }) => `${(100 * random.next()).toFixed(1)}%` },
        { name: 'total_acc', is: 'number', make: ({ random }) => `${4 + random.below(50)}.0` },
        { name: 'initial_list_status', is: 'category', make: ({ random }) => random.pick(['w', 'f']) },
        { name: 'out_prncp', is: 'leak', make: ({ isBad, amount }) => (isBad ? '0.0' : (amount / 3).toFixed(2)) },
        { name: 'total_pymnt', is: 'leak', make: ({ amount, random }) => (amount * random.next()).toFixed(2) },
        { name: 'total_rec_prncp', is: 'leak', make: ({ amount, random }) => (amount * random.next()).toFixed(2) },
        { name: 'total_rec_late_fee', is: 'leak', make: ({ random }) => random.pick(['0.0', '15.0']) },
        { name: 'recoveries', is: 'leak', make: ({ isBad, amount }) => (isBad ? (amount / 9).toFixed(2) : '0.0') },
        {
          name: 'collection_recovery_fee',
          is: 'leak',
          make: ({ isBad, amount }) => (isBad ? (amount / 50).toFixed(2) : '0.0'),
        },
        { name: 'last_pymnt_d', is: 'leak', make: ({ day, random }) => writeMonth(day + 30 + random.below(700)) },
        { name: 'last_pymnt_amnt', is: 'leak', make: ({ amount, term }) => (amount / term).toFixed(2) },
        { name: 'next_pymnt_d', is: 'leak', make: ({ isBad, day }) => (isBad ? '' : writeMonth(day + 760)) },
        {
          name: 'last_credit_pull_d',
          is: 'leak',
          make: ({ day, random }) => writeMonth(day + 300 + random.below(700)),
        },
        {
          name: 'last_fico_range_high',
          is: 'leak',
          make: ({ isBad, random }) => `${(isBad ? 500 : 650) + random.below(100)}.0`,
        },
        { name: 'policy_code', is: 'constant', make: () => '1.0' },
        { name: 'application_type', is: 'category', make: ({ random }) => random.pick(['Individual', 'Joint App']) },
        {
          name: 'annual_inc_joint',
          is: 'number',
          make: ({ random, income }) => (random.chance(0.1) ? `${income}.0` : ''),
        },
        { name: 'tot_coll_amt', is: 'number', make: ({ random }) => `${random.pick([0, 0, 0, 120, 400])}.0` },
        { name: 'hardship_flag', is: ['leak', 'category'], make: ({ random }) => random.pick(['N', 'N', 'Y']) },
        { name: 'disbursement_method', is: 'category', make: ({ random }) => random.pick(['Cash', 'DirectPay']) },
        { name: 'debt_settlement_flag', is: 'leak', make: ({ random }) => random.pick(['N', 'N', 'Y']) },
      ],
    },
  ],
});

const flag = (name: string, is: ColumnRecipe['is'] = ['number', 'category']): ColumnRecipe => ({
  name,
  is,
  make: ({ random }) => random.pick(['0', '1']),
});

const HOME_CREDIT = makeExport({
  name: 'home-credit',
  bad: ['1'],
  tables: [
    {
      file: 'application_train.csv',
      rows: 800,
      badRate: 0.1,
      columns: [
        { name: 'SK_ID_CURR', is: 'loan_applications.application_id', make: ({ index }) => String(100_002 + index) },
        { name: 'TARGET', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
        {
          name: 'NAME_CONTRACT_TYPE',
          is: 'category',
          make: ({ random }) => random.pick(['Cash loans', 'Revolving loans']),
        },
        { name: 'CODE_GENDER', is: 'customers.sex', make: ({ random }) => random.pick(['M', 'F', 'F', 'XNA']) },
        { name: 'FLAG_OWN_CAR', is: 'category', make: ({ random }) => random.pick(['Y', 'N']) },
        { name: 'FLAG_OWN_REALTY', is: 'category', make: ({ random }) => random.pick(['Y', 'N']) },
        { name: 'CNT_CHILDREN', is: 'customers.dependants', make: ({ random }) => String(random.below(4)) },
        { name: 'AMT_INCOME_TOTAL', is: 'customers.annual_income', make: ({ income }) => `${income * 5}.0` },
        { name: 'AMT_CREDIT', is: 'loan_applications.amount', make: ({ amount }) => `${amount * 30}.5` },
        { name: 'AMT_ANNUITY', is: 'number', make: ({ amount }) => `${amount * 2}.0` },
        {
          name: 'AMT_GOODS_PRICE',
          is: ['loan_applications.collateral_value', 'number'],
          make: ({ amount, random }) => (random.chance(0.02) ? '' : `${amount * 27}.0`),
        },
        { name: 'NAME_TYPE_SUITE', is: 'category', make: ({ random }) => random.pick(['Unaccompanied', 'Family', '']) },
        {
          name: 'NAME_INCOME_TYPE',
          is: ['customers.employment_status', 'category'],
          make: ({ random }) => random.pick(['Working', 'Pensioner', 'State servant']),
        },
        {
          name: 'NAME_EDUCATION_TYPE',
          is: 'customers.education_level',
          make: ({ random }) => random.pick(['Higher education', 'Secondary / secondary special']),
        },
        {
          name: 'NAME_FAMILY_STATUS',
          is: 'customers.marital_status',
          make: ({ random }) => random.pick(['Married', 'Single / not married']),
        },
        {
          name: 'NAME_HOUSING_TYPE',
          is: 'customers.residence_status',
          make: ({ random }) => random.pick(['House / apartment', 'With parents', 'Rented apartment']),
        },
        { name: 'REGION_POPULATION_RELATIVE', is: 'number', make: ({ random }) => (0.07 * random.next()).toFixed(6) },
        {
          name: 'DAYS_BIRTH',
          is: 'customers.birth_date',
          make: ({ age, random }) => String(-365 * age - random.below(365)),
        },
        {
          name: 'DAYS_EMPLOYED',
          is: 'customers.employment_start_date',
          reads: { '365243': null, '-637': '-637' },
          make: ({ random }) => (random.chance(0.18) ? '365243' : String(-random.below(12_000))),
        },
        { name: 'DAYS_REGISTRATION', is: 'number', make: ({ random }) => `${-random.below(15_000)}.0` },
        {
          name: 'OWN_CAR_AGE',
          is: 'number',
          make: ({ random }) => (random.chance(0.6) ? '' : `${random.below(40)}.0`),
        },
        flag('FLAG_MOBIL'),
        flag('FLAG_EMP_PHONE'),
        flag('FLAG_CONT_MOBILE'),
        flag('FLAG_EMAIL'),
        {
          name: 'OCCUPATION_TYPE',
          is: 'category',
          make: ({ random }) => random.pick(['Laborers', 'Managers', 'Drivers', '']),
        },
        { name: 'CNT_FAM_MEMBERS', is: 'number', make: ({ random }) => `${1 + random.below(5)}.0` },
        { name: 'REGION_RATING_CLIENT', is: ['category', 'number'], make: ({ random }) => String(1 + random.below(3)) },
        {
          name: 'WEEKDAY_APPR_PROCESS_START',
          is: 'category',
          make: ({ random }) => random.pick(['MONDAY', 'TUESDAY', 'FRIDAY']),
        },
        { name: 'HOUR_APPR_PROCESS_START', is: ['number', 'category'], make: ({ random }) => String(random.below(24)) },
        flag('REG_CITY_NOT_LIVE_CITY'),
        {
          name: 'ORGANIZATION_TYPE',
          is: 'category',
          make: ({ random }) => random.pick(['Business Entity Type 3', 'School', 'XNA']),
        },
        {
          name: 'EXT_SOURCE_1',
          is: 'number',
          make: ({ random }) => (random.chance(0.5) ? '' : random.next().toFixed(9)),
        },
        { name: 'EXT_SOURCE_2', is: 'number', make: ({ random }) => random.next().toFixed(9) },
        { name: 'APARTMENTS_AVG', is: 'number', make: ({ random }) => random.next().toFixed(4) },
        {
          name: 'FONDKAPREMONT_MODE',
          is: 'category',
          make: ({ random }) => random.pick(['', 'reg oper account', 'org spec account']),
        },
        { name: 'OBS_30_CNT_SOCIAL_CIRCLE', is: 'number', make: ({ random }) => `${random.below(9)}.0` },
        { name: 'DEF_30_CNT_SOCIAL_CIRCLE', is: 'number', make: ({ random }) => `${random.below(3)}.0` },
        { name: 'DAYS_LAST_PHONE_CHANGE', is: 'number', make: ({ random }) => `${-random.below(3000)}.0` },
        flag('FLAG_DOCUMENT_3'),
        { name: 'AMT_REQ_CREDIT_BUREAU_MON', is: 'number', make: ({ random }) => `${random.below(5)}.0` },
      ],
    },
  ],
});

const FREDDIE_MAC = makeExport({
  name: 'freddie-mac',
  bad: null,
  tables: [
    {
      file: 'historical_data_2015Q1.txt',
      rows: 600,
      columns: [
        {
          name: 'CREDIT SCORE',
          is: 'number',
          reads: { '9999': null },
          make: ({ random }) => (random.chance(0.02) ? '9999' : String(620 + random.below(200))),
        },
        { name: 'FIRST PAYMENT DATE', is: 'date', make: ({ day }) => writeDay(day + 50, 'yyyyMM') },
        { name: 'FIRST TIME HOMEBUYER FLAG', is: 'category', make: ({ random }) => random.pick(['Y', 'N', '9']) },
        { name: 'MATURITY DATE', is: ['date', 'leak'], make: ({ day }) => writeDay(day + 50 + 10_957, 'yyyyMM') },
        {
          name: 'METROPOLITAN STATISTICAL AREA',
          is: ['category', 'number'],
          make: ({ random }) => (random.chance(0.1) ? '' : String(10_000 + 740 * random.below(40))),
        },
        {
          name: 'MORTGAGE INSURANCE PERCENTAGE',
          is: 'number',
          make: ({ random }) => String(random.pick([0, 6, 12, 25, 30])),
        },
        { name: 'NUMBER OF UNITS', is: 'number', make: ({ random }) => String(1 + random.below(4)) },
        {
          name: 'OCCUPANCY STATUS',
          is: ['category', 'customers.residence_status'],
          make: ({ random }) => random.pick(['P', 'S', 'I']),
        },
        { name: 'ORIGINAL COMBINED LOAN-TO-VALUE', is: 'number', make: ({ random }) => String(30 + random.below(67)) },
        {
          name: 'ORIGINAL DEBT-TO-INCOME RATIO',
          is: 'number',
          make: ({ random }) => (random.chance(0.05) ? '999' : String(10 + random.below(40))),
          reads: { '999': null },
        },
        { name: 'ORIGINAL UPB', is: 'loan_applications.amount', make: ({ amount }) => String(amount * 20) },
        { name: 'ORIGINAL LOAN-TO-VALUE', is: 'number', make: ({ random }) => String(30 + random.below(67)) },
        {
          name: 'ORIGINAL INTEREST RATE',
          is: 'loan_applications.annual_rate',
          make: ({ random }) => (3 + 2 * random.next()).toFixed(3),
        },
        { name: 'CHANNEL', is: 'category', make: ({ random }) => random.pick(['R', 'B', 'C']) },
        { name: 'PREPAYMENT PENALTY MORTGAGE FLAG', is: 'constant', make: () => 'N' },
        { name: 'PROPERTY STATE', is: 'category', make: ({ random }) => random.pick(['CA', 'NY', 'OH']) },
        { name: 'PROPERTY TYPE', is: 'category', make: ({ random }) => random.pick(['SF', 'CO', 'PU']) },
        { name: 'POSTAL CODE', is: 'personal', make: ({ random }) => String(100 * (100 + random.below(890))) },
        {
          name: 'LOAN SEQUENCE NUMBER',
          is: 'loan_applications.application_id',
          make: ({ index }) => `F15Q1${String(index + 1).padStart(7, '0')}`,
        },
        { name: 'LOAN PURPOSE', is: 'loan_applications.purpose', make: ({ random }) => random.pick(['P', 'C', 'N']) },
        {
          name: 'ORIGINAL LOAN TERM',
          is: 'loan_applications.term_months',
          make: ({ random }) => random.pick(['360', '180', '240']),
        },
        { name: 'NUMBER OF BORROWERS', is: 'number', make: ({ random }) => String(1 + random.below(2)) },
        {
          name: 'SELLER NAME',
          is: ['category', 'personal'],
          make: ({ random }) => random.pick(['WELLS FARGO BANK', 'QUICKEN LOANS', 'Other sellers']),
        },
        {
          name: 'SERVICER NAME',
          is: ['category', 'personal'],
          make: ({ random }) => random.pick(['WELLS FARGO BANK', 'NATIONSTAR', 'Other servicers']),
        },
      ],
    },
  ],
});

const GIVE_ME_SOME_CREDIT = makeExport({
  name: 'give-me-some-credit',
  bad: ['1'],
  tables: [
    {
      file: 'cs-training.csv',
      rows: 600,
      columns: [
        {
          name: 'column_1',
          is: ['identifier', 'loan_applications.application_id', 'asked'],
          make: ({ index }) => String(index + 1),
        },
        { name: 'SeriousDlqin2yrs', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
        { name: 'RevolvingUtilizationOfUnsecuredLines', is: 'number', make: ({ random }) => random.next().toFixed(9) },
        { name: 'age', is: 'customers.birth_date', make: ({ age }) => String(age) },
        {
          name: 'NumberOfTime30-59DaysPastDueNotWorse',
          is: 'number',
          make: ({ random }) => (random.chance(0.01) ? '98' : String(random.below(4))),
        },
        { name: 'DebtRatio', is: 'number', make: ({ random }) => random.next().toFixed(9) },
        {
          name: 'MonthlyIncome',
          is: 'customers.annual_income',
          reads: { NA: null },
          make: ({ income, random }) => (random.chance(0.2) ? 'NA' : String(Math.round(income / 12))),
        },
        { name: 'NumberOfOpenCreditLinesAndLoans', is: 'number', make: ({ random }) => String(random.below(20)) },
        {
          name: 'NumberOfTimes90DaysLate',
          is: 'number',
          make: ({ random }) => (random.chance(0.01) ? '98' : String(random.below(3))),
        },
        { name: 'NumberRealEstateLoansOrLines', is: 'number', make: ({ random }) => String(random.below(4)) },
        { name: 'NumberOfTime60-89DaysPastDueNotWorse', is: 'number', make: ({ random }) => String(random.below(3)) },
        {
          name: 'NumberOfDependents',
          is: 'customers.dependants',
          make: ({ random }) => random.pick(['0', '1', '2', 'NA']),
        },
      ],
    },
  ],
});

const KIVA = makeExport({
  name: 'kiva',
  bad: ['defaulted'],
  tables: [
    {
      file: 'kiva_loans.csv',
      rows: 500,
      columns: [
        { name: 'LOAN_ID', is: 'loan_applications.application_id', make: ({ index }) => String(657_307 + 5 * index) },
        { name: 'LOAN_NAME', is: ['personal', 'many_categories'], make: pickName },
        {
          name: 'ORIGINAL_LANGUAGE',
          is: 'category',
          make: ({ random }) => random.pick(['English', 'Spanish', 'French']),
        },
        {
          name: 'DESCRIPTION',
          is: 'free_text',
          make: ({ index }) =>
            `She is a farmer with ${index % 7} children and wants to buy seeds and fertiliser for the season number ${index}.`,
        },
        { name: 'FUNDED_AMOUNT', is: 'number', make: ({ amount, random }) => `${amount - 25 * random.below(3)}.0` },
        { name: 'LOAN_AMOUNT', is: 'loan_applications.amount', make: ({ amount }) => `${amount}.0` },
        {
          name: 'STATUS',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad ? 'defaulted' : random.pick(['paid', 'in_repayment', 'refunded', 'paid']),
        },
        {
          name: 'ACTIVITY_NAME',
          is: ['category', 'loan_applications.purpose'],
          make: ({ random }) => random.pick(['Farming', 'General Store', 'Dairy']),
        },
        {
          name: 'SECTOR_NAME',
          is: ['category', 'loan_applications.purpose'],
          make: ({ random }) => random.pick(['Agriculture', 'Retail', 'Food']),
        },
        {
          name: 'LOAN_USE',
          is: ['free_text', 'many_categories'],
          make: ({ index }) => `to buy ${index % 300} bags of seed and a new plough`,
        },
        { name: 'COUNTRY_CODE', is: 'customers.country', make: ({ random }) => random.pick(['PH', 'KE', 'PE']) },
        { name: 'CURRENCY', is: ['category', 'constant'], make: ({ random }) => random.pick(['USD', 'PHP', 'KES']) },
        {
          name: 'PARTNER_ID',
          is: ['category', 'number', 'identifier'],
          make: ({ random }) => String(100 + random.below(60)),
        },
        {
          name: 'POSTED_TIME',
          is: 'loan_applications.applied_at',
          make: ({ day, index }) =>
            `${writeDay(day, 'yyyy-MM-dd')} ${String(index % 24).padStart(2, '0')}:53:18.000 +0000`,
        },
        {
          name: 'DISBURSE_TIME',
          is: ['date', 'leak'],
          make: ({ day }) => `${writeDay(day - 20, 'yyyy-MM-dd')} 07:00:00.000 +0000`,
        },
        {
          name: 'RAISED_TIME',
          is: ['date', 'leak'],
          make: ({ day, random }) => `${writeDay(day + 1 + random.below(30), 'yyyy-MM-dd')} 13:08:02.000 +0000`,
        },
        { name: 'LENDER_TERM', is: 'loan_applications.term_months', make: ({ random }) => `${5 + random.below(20)}.0` },
        { name: 'NUM_LENDERS_TOTAL', is: 'number', make: ({ random }) => String(1 + random.below(60)) },
        { name: 'BORROWER_GENDERS', is: 'customers.sex', make: ({ random }) => random.pick(['female', 'male']) },
        {
          name: 'REPAYMENT_INTERVAL',
          is: 'category',
          make: ({ random }) => random.pick(['monthly', 'bullet', 'irregular']),
        },
      ],
    },
  ],
});

const SPANISH_MICROLENDER = makeExport({
  name: 'spanish-microlender',
  bad: ['En mora', 'Fallido'],
  tables: [
    {
      file: 'cartera_microcreditos.xlsx',
      rows: 500,
      columns: [
        { name: 'ID Operación', is: 'loan_applications.application_id', make: ({ index }) => `OP-${3000 + index}` },
        { name: 'Cód. Cliente', is: 'customers.customer_id', make: ({ index }) => String(700 + (index % 420)) },
        { name: 'Nombre y Apellidos', is: 'personal', make: pickName },
        { name: 'NIF', is: 'personal', make: makeDni },
        {
          name: 'F. Nacimiento',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd/MM/yyyy'),
        },
        { name: 'Correo electrónico', is: 'personal', make: ({ index }) => `cliente${index}@correo.example` },
        {
          name: 'Dirección',
          is: 'personal',
          make: ({ random }) => `Calle Mayor ${1 + random.below(90)}, ${random.pick(['Sevilla', 'Madrid'])}`,
        },
        {
          name: 'Fecha de concesión',
          is: 'loan_applications.applied_at',
          make: ({ day }) => writeDay(day, 'dd/MM/yyyy'),
        },
        {
          name: 'Capital concedido (€)',
          is: 'loan_applications.amount',
          make: ({ amount }) => writeNumber(amount / 3, 2, ',', '.'),
        },
        {
          name: 'Nº cuotas',
          is: 'loan_applications.term_months',
          make: ({ random }) => random.pick(['6', '12', '18', '24']),
        },
        {
          name: 'TIN (%)',
          is: ['loan_applications.annual_rate', 'number'],
          make: ({ rate }) => writeNumber(rate, 2, ',', ''),
        },
        {
          name: 'Actividad',
          is: ['category', 'loan_applications.purpose'],
          make: ({ random }) => random.pick(['Comercio', 'Hostelería', 'Servicios']),
        },
        {
          name: 'Ingresos mensuales netos',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 2, ',', '.'),
        },
        { name: '¿Avalista?', is: 'category', make: ({ random }) => random.pick(['Sí', 'No']) },
        {
          name: 'Observaciones',
          is: 'free_text',
          make: ({ index, random }) =>
            random.chance(0.6) ? '' : `Llamó el cliente ${index}, pide aplazar la cuota de este mes`,
        },
        {
          name: 'Saldo vivo',
          is: 'leak',
          make: ({ isBad, amount }) => (isBad ? writeNumber(amount / 4, 2, ',', '.') : '0,00'),
        },
        {
          name: 'Situación',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad ? random.pick(['En mora', 'Fallido']) : random.pick(['Cancelado', 'Al corriente']),
        },
      ],
    },
  ],
});

const SPARKASSE = makeExport({
  name: 'sparkasse',
  bad: ['Ausfall', 'Gekündigt'],
  tables: [
    {
      file: 'OSPlus_Kreditexport_2019-06-30.csv',
      rows: 600,
      columns: [
        { name: 'Institut', is: 'constant', make: () => '55050120' },
        {
          name: 'Kontonummer',
          is: ['loan_applications.application_id', 'personal'],
          make: ({ index }) => String(6_001_234_500 + index),
        },
        {
          name: 'Personennummer',
          is: ['customers.customer_id', 'personal'],
          make: ({ index }) => `P${40_000 + (index % 500)}`,
        },
        { name: 'Kundenname', is: 'personal', make: pickName },
        { name: 'IBAN Abbuchung', is: 'personal', make: makeIban },
        {
          name: 'Geb.-Datum',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd.MM.yyyy'),
        },
        { name: 'Produktschlüssel', is: 'category', make: ({ random }) => random.pick(['0401', '0402', '0710']) },
        {
          name: 'Bewilligungsdatum',
          is: 'loan_applications.applied_at',
          make: ({ day }) => writeDay(day, 'dd.MM.yyyy'),
        },
        {
          name: 'Kreditbetrag EUR',
          is: 'loan_applications.amount',
          make: ({ amount }) => writeNumber(amount, 2, ',', '.'),
        },
        { name: 'Laufzeit Mon.', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'Nominalzins %',
          is: 'loan_applications.annual_rate',
          make: ({ rate }) => writeNumber(rate, 3, ',', ''),
        },
        { name: 'Rate mtl.', is: 'number', make: ({ amount, term }) => writeNumber(amount / term, 2, ',', '.') },
        {
          name: 'Haushaltsnettoeinkommen',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 2, ',', '.'),
        },
        {
          name: 'Beruf',
          is: 'category',
          make: ({ random }) => random.pick(['Angestellter', 'Beamter', 'Selbständig', 'k.A.']),
        },
        {
          name: 'Beschäftigt seit',
          is: 'customers.employment_start_date',
          make: ({ day, random }) => writeDay(day - random.below(9000), 'MM/yyyy'),
        },
        {
          name: 'Wohnverhältnis',
          is: 'customers.residence_status',
          make: ({ random }) => random.pick(['Miete', 'Eigentum', 'Eltern']),
        },
        { name: 'Anz. Kinder', is: 'customers.dependants', make: ({ random }) => String(random.below(4)) },
        {
          name: 'Sicherheitenwert',
          is: 'loan_applications.collateral_value',
          make: ({ amount, random }) => writeNumber(random.chance(0.5) ? 0 : amount, 2, ',', '.'),
        },
        { name: 'Ratingklasse', is: ['category', 'number'], make: ({ random }) => String(1 + random.below(15)) },
        {
          name: 'Mahnstufe',
          is: 'leak',
          make: ({ isBad, random }) => String(isBad ? 2 + random.below(2) : random.below(2)),
        },
        {
          name: 'Restschuld',
          is: 'leak',
          make: ({ amount, random }) => writeNumber(amount * random.next(), 2, ',', '.'),
        },
        {
          name: 'Kennz. Ausfall',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad ? random.pick(['Ausfall', 'Gekündigt']) : random.pick(['laufend', 'getilgt']),
        },
      ],
    },
  ],
});

export const WELL_KNOWN_EXPORTS = [
  LENDING_CLUB,
  HOME_CREDIT,
  FREDDIE_MAC,
  GIVE_ME_SOME_CREDIT,
  KIVA,
  SPANISH_MICROLENDER,
  SPARKASSE,
];
