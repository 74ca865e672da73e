/** Exports whose words mislead: negated outcomes, ids of people, amounts in thousands. Each is read right or asked about. */
import { createValueReader } from '../../../lambdas/onboarding/conversion/read-value.ts';
import { profileTable } from '../../../lambdas/onboarding/profiling/profile-table.ts';
import { readOutcomeText } from '../../../lambdas/onboarding/proposal/outcome/outcome-words.ts';
import { proposeMapping } from '../../../lambdas/onboarding/proposal/propose-mapping.ts';
import { createRawTable } from '../../../testing/onboarding/raw-table.ts';

const TODAY = '2026-11-29';
const ROWS = 400;

/** A column of an export, by its name: the text of each row. */
type Recipes = Readonly<Record<string, (row: number) => string>>;

const LOANS: Recipes = {
  id: (row) => String(row + 1),
  age: (row) => String(20 + (row % 50)),
  amount: (row) => String(1000 + 37 * row),
  issue_date: (row) => `2022-0${1 + (row % 9)}-${10 + (row % 19)}`,
};

function createTable(file: string, recipes: Recipes) {
  const rows = Array.from({ length: ROWS }, (_, row) => Object.values(recipes).map((make) => make(row)));
  return createRawTable(file, Object.keys(recipes), rows);
}

async function propose(recipes: Recipes) {
  const table = createTable('loans.csv', recipes);
  const profiles = [await profileTable(table, { today: TODAY })];
  const answers = { answers: {}, columns: [] };
  const { mapping, questions, findings } = await proposeMapping([table], profiles, {
    name: 'loans',
    answers,
    today: TODAY,
  });
  const find = (name: string) => mapping.sources[0]?.columns.find(({ column }) => column === name);
  return {
    mapping,
    findings,
    find,
    listFields: (name: string) => {
      const use = find(name)?.use;
      return use?.as === 'field' ? use.fields.map(({ field }) => field) : use;
    },
    proposed: (id: string) => questions.find((question) => question.id === id)?.proposed,
  };
}

describe('the meaning of a status', () => {
  it.each([
    ...['no pagado', 'nie spłacony', 'non remboursé', 'nicht zurückgezahlt', 'non estinto', 'not yet fully paid'],
    ...['Not written off', 'No castigado', 'unsettled', 'Incomplete', 'Closed (rejected)', 'terminated'],
  ])('%s is not known', (text) => expect(readOutcomeText(text)).toBeUndefined());

  it.each([
    ['Cancelado por castigo', 'bad'],
    ['Partially paid', 'open'],
    ['teilweise zurückgezahlt', 'open'],
    ['Paid out', undefined],
    ['Does not meet the credit policy. Status:Fully Paid', 'good'],
    ['Does not meet the credit policy. Status:Charged Off', 'bad'],
    ['kein Ausfall', 'good'],
    ['non défaillant', undefined],
    ['Not paid', 'bad'],
    ['Soldé', 'good'],
    ['terminé', 'good'],
  ])('%s is %s', (text, meaning) => expect(readOutcomeText(text)).toBe(meaning));
});

describe('a column whose name turns its values around', () => {
  it.each([
    ...['not_defaulted', 'never_defaulted', 'default_free', 'non-default', 'kein_ausfall', 'sin_impago', 'good_bad'],
    ...['default_cured', 'default'],
  ])('%s, of which most rows are 1, has no proposal', async (name) => {
    const { mapping, proposed } = await propose({ ...LOANS, [name]: (row) => (row % 5 === 0 ? '0' : '1') });
    expect(mapping.target).toBeNull();
    expect(proposed('target')).toBeNull();
  });

  it('good customers of G and B are bad at B', async () => {
    const { mapping } = await propose({ ...LOANS, good_customer: (row) => (row % 5 === 0 ? 'B' : 'G') });
    expect(mapping.target?.bad).toEqual([{ column: 'good_customer', is: 'in', values: ['B'] }]);
  });

  it.each(['previous_loan_status', 'bureau_status', 'last_payment_result'])('%s is not the outcome', async (name) => {
    const { mapping, proposed } = await propose({ ...LOANS, [name]: (row) => (row % 5 === 0 ? 'Default' : 'Paid') });
    expect(mapping.target).toBeNull();
    expect(proposed('target')).toBeNull();
  });

  it('running loans are not good where no status is', async () => {
    const { mapping } = await propose({ ...LOANS, status: (row) => (row % 5 === 0 ? 'Written off' : 'Active') });
    expect(mapping.target).toBeNull();
  });
});

describe('outcomes in a file of their own', () => {
  const toKey = (row: number) => `L${1000 + row}`;
  const tables = [
    createTable('outcomes.csv', { loan_no: toKey, status: (row) => (row % 5 === 0 ? 'Default' : 'Paid') }),
    createTable('loans.csv', {
      loan_no: toKey,
      kunde: (row) => `K${1000 + Math.floor(row / 2)}`,
      betrag: (row) => String(1000 + 37 * row),
      datum: (row) => `2022-0${1 + (row % 9)}-${10 + (row % 19)}`,
    }),
  ];
  const proposeAll = async (target?: string) =>
    proposeMapping(tables, await Promise.all(tables.map((table) => profileTable(table, { today: TODAY }))), {
      name: 'loans',
      answers: { answers: target === undefined ? {} : { target }, columns: [] },
      today: TODAY,
    });

  it('are joined to the loans, and asked about', async () => {
    const { mapping, questions } = await proposeAll();
    expect(mapping.sources.map(({ name }) => name)).toEqual(['loans', 'outcomes']);
    expect(mapping.constants).toEqual({});
    const question = questions.find(({ id }) => id === 'target');
    expect(question).toMatchObject({ proposed: null });
    expect(question?.choices[0]?.answer).toBe('status = Default good if status = Paid');
  });

  it('are taken by an answer', async () => {
    const { mapping, findings } = await proposeAll('status = Default good if status = Paid');
    expect(mapping.target?.bad).toEqual([{ column: 'status', is: 'in', values: ['Default'] }]);
    expect(findings.filter(({ blocks }) => blocks)).toEqual([]);
  });
});

describe('names of keys', () => {
  const KEYS: Recipes = { ...LOANS, id: (row) => `x ${row % 9} y` };
  it.each([
    ['Nro Solicitud', 'RUT Cliente'],
    ['N° dossier', 'Numéro client'],
    ['codice_pratica', 'codice_cliente'],
  ])('%s', async (application, customer) => {
    const { listFields } = await propose({
      ...KEYS,
      [application]: (row) => `A${1000 + 7 * row}`,
      [customer]: (row) => `${5_000_000 + 13 * row}-${'0123456789K'[row % 11]}`,
    });
    expect(listFields(application)).toContain('loan_applications.application_id');
    const personal = customer.startsWith('RUT') ? 'customers.national_id' : 'customers.customer_id';
    expect(listFields(customer)).toContain(personal);
  });

  it('a RUT with its check digit is personal under any name', async () => {
    const checkDigit = (number: number) => {
      const sum = [...String(number)].reverse().reduce((total, digit, at) => total + Number(digit) * (2 + (at % 6)), 0);
      return '0123456789K0'[11 - (sum % 11)];
    };
    const { listFields } = await propose({
      ...LOANS,
      dato: (row) => `${7_654_321 + 1117 * row}-${checkDigit(7_654_321 + 1117 * row)}`,
    });
    expect(listFields('dato')).toEqual(['customers.national_id']);
  });
});

describe('days', () => {
  const OTHERS: Recipes = { id: LOANS.id as Recipes[string], amount: LOANS.amount as Recipes[string] };
  const pad = (number: number) => String(number).padStart(2, '0');
  const two = (row: number) => [pad(1 + (row % 28)), pad(1 + (row % 12)), pad(21 + (row % 4))] as const;

  it.each([
    ['dd.MM.yy', (row: number) => two(row).join('.')],
    ['yy-MM-dd', (row: number) => two(row).toReversed().join('-')],
  ])('two digits of a year in %s are found, because the others would be in the future', async (format, make) => {
    const { find, proposed } = await propose({ ...OTHERS, loan_date: make });
    expect(find('loan_date')?.format).toMatchObject({ type: 'date', format });
    expect(proposed('day_order:loan_date')).toBeUndefined();
  });

  it.each([
    ['a day and a month without a year', 'issue_d', (row: number) => `${1 + (row % 31)}-Dec`],
    ['days in words', 'fecha', (row: number) => `${1 + (row % 28)} de enero de 2023`],
    ['days without a separator', 'fecha_otorgamiento', (row: number) => two(row).join('')],
    ['the end of contracts', 'Ablaufdatum', (row: number) => `2023-01-${pad(1 + (row % 28))}`],
  ])('%s are no day of all applications', async (_, name, make) => {
    const { proposed } = await propose({ ...OTHERS, [name]: make });
    expect(proposed('applied_at')).toBeNull();
  });
});

it('V and M of a Spanish column are no letters that two languages agree on', async () => {
  const { find } = await propose({ ...LOANS, sexo: (row) => 'VM'[row % 2] as string });
  expect(find('sexo')?.recode).toBeUndefined();
});

it('a rate per mille becomes a rate', async () => {
  const { find } = await propose({ ...LOANS, rate: (row) => `${20 + (row % 70)} ‰` });
  expect(find('rate')?.use).toMatchObject({ fields: [{ field: 'loan_applications.annual_rate', scale: 0.001 }] });
});

it('a key that few rows lack is a key, and repeats nothing', async () => {
  const { listFields, findings } = await propose({ ...LOANS, id: (row) => (row === 7 ? '' : String(row)) });
  expect(listFields('id')).toContain('loan_applications.application_id');
  expect(findings.map(({ kind }) => kind)).not.toContain('key_not_unique');
});

it('customers with ten loans each are customers', async () => {
  const { listFields } = await propose({ ...LOANS, customer_id: (row) => String(500 + (row % 40)) });
  expect(listFields('customer_id')).toContain('customers.customer_id');
});

describe('personal data', () => {
  const WORDS = ['Roux', 'Blanc', 'Noir', 'Vert', 'Lis', 'Mazur', 'Fuchs'];
  it.each([
    ...['Nazwisko panieńskie matki', 'Mädchenname', 'Nom de naissance', 'Nom du conjoint', 'Nome da mãe', 'Spouse'],
    ...['Nombre del cónyuge', 'Ehepartner', 'initials', 'Luogo di nascita'],
  ])('%s is left out', async (name) => {
    const { listFields } = await propose({ ...LOANS, [name]: (row) => WORDS[row % WORDS.length] as string });
    expect(listFields(name)).toEqual({ as: 'left_out', because: 'personal' });
  });

  it('an account of a bank is no key', async () => {
    const toAccount = (row: number) => {
      const base = `10901014${String(71_219_812_874 + 97 * row).padStart(16, '0')}`;
      const rest = Number(BigInt(`${base}252100`) % 97n);
      return `${String(98 - rest).padStart(2, '0')}${base}`;
    };
    const { listFields } = await propose({ ...LOANS, 'Nr rachunku': toAccount });
    expect(listFields('id')).toContain('loan_applications.application_id');
    expect(listFields('Nr rachunku')).toEqual({ as: 'left_out', because: 'personal' });
  });
});

describe('amounts', () => {
  const OTHERS: Recipes = { id: LOANS.id as Recipes[string], issue_date: LOANS.issue_date as Recipes[string] };
  it.each([
    [
      'of a mark that may be either',
      'monto',
      (row: number) => `${1 + (row % 40)}.${101 + (row % 800)}`,
      'marks:monto',
      null,
    ],
    ['in thousands by their names', 'loan_amount_k', (row: number) => String(250 + (row % 90)), 'amount', null],
    ['in cents', 'amount_cents', (row: number) => String(100_000 + 317 * row), 'amount', null],
    ['in texts that are no number', 'Betrag', (row: number) => `${1 + (row % 90)},5 Mio. €`, 'amount', null],
    [
      'of round groups',
      'monto',
      (row: number) => `${1 + (row % 40)}.${row % 2 ? '000' : '500'}`,
      'marks:monto',
      'thousands',
    ],
  ] as const)('%s are asked about', async (_, name, make, id, expected) => {
    const { proposed } = await propose({ ...OTHERS, [name]: make });
    expect(proposed(id)).toBe(expected);
  });

  it('an answer decides what the mark separates', async () => {
    const { find } = await propose({ ...OTHERS, monto: (row) => `${1 + (row % 40)}.${row % 2 ? '000' : '500'}` });
    const column = find('monto');
    expect(createValueReader(column as never)('12.500')).toBe('12500');
  });

  it.each([
    ['term', (row: number) => `${[12, 26, 52][row % 3]} weeks`],
    ['term_weeks', (row: number) => String([12, 26, 52][row % 3])],
    ['plazo', (row: number) => `${[12, 26, 52][row % 3]} semanas`],
  ])('%s in weeks is no term in months', async (name, make) => {
    const { listFields } = await propose({ ...LOANS, [name]: make });
    expect(listFields(name)).toMatchObject({ as: 'attribute' });
  });
});
