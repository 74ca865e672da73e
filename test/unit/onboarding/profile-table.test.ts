/** Profiles: how the texts of a column are read, which of them are unknown, and what is personal. */
import type { ColumnProfile } from '../../../lambdas/onboarding/contract/profile.ts';
import { createValueReader } from '../../../lambdas/onboarding/conversion/read-value.ts';
import { profileTable } from '../../../lambdas/onboarding/profiling/profile-table.ts';
import { createRawTable } from '../../../testing/onboarding/raw-table.ts';

const TODAY = '2026-11-29';

async function profileColumns(columns: Readonly<Record<string, readonly (string | null)[]>>) {
  const names = Object.keys(columns);
  const rows = Math.max(...names.map((name) => columns[name]?.length ?? 0));
  const texts = Array.from({ length: rows }, (_, at) => names.map((name) => columns[name]?.[at] ?? ''));
  return profileTable(createRawTable('loans.csv', names, texts), { today: TODAY });
}

async function profileColumn(texts: readonly (string | null)[], name = 'column'): Promise<ColumnProfile> {
  const { columns } = await profileColumns({ [name]: texts });
  return columns[0] as ColumnProfile;
}

const readAll = (profile: ColumnProfile, texts: readonly string[]) => {
  const read = createValueReader({ format: profile.format, missing: profile.missing_marks });
  return texts.map((text) => read(text));
};

const repeat = (texts: readonly string[], times: number): string[] => Array.from({ length: times }, () => texts).flat();

describe('numbers', () => {
  it.each([
    ['decimal commas and points between thousands', ['1.234,50', '12,00', '999,99'], ['1234.5', '12', '999.99']],
    ['points and commas of English', ['1,234.50', '12.00', '1,000,000.00'], ['1234.5', '12', '1000000']],
    ['groups of Indian lakhs', ['12,34,567.00', '1,00,000.50', '500.00'], ['1234567', '100000.5', '500']],
    ['spaces of French', ['12\u202f500,00', '1 250,50', '900,00'], ['12500', '1250.5', '900']],
    ['apostrophes of Switzerland', ["1'234.50", "12'000.00", '9.50'], ['1234.5', '12000', '9.5']],
    ['currencies before and after', ['€ 12,50', '9,99 €', 'EUR 7,00'], ['12.5', '9.99', '7']],
    ['percent', ['13.99%', '7.5 %', '0.1%'], ['13.99', '7.5', '0.1']],
    ['units', ['10+ years', '< 1 year', '3 years', '1 year'], ['10', '1', '3', '1']],
    ['units of German', ['36 Monate', '12 Monate', '1 Monat'], ['36', '12', '1']],
    ['negative amounts of accountants', ['(1.234,50)', '12,00', '999,99'], ['-1234.5', '12', '999.99']],
    ['minus signs at the end', ['125.50-', '10.25', '7.75-'], ['-125.5', '10.25', '-7.75']],
    ['thousands as k', ['12k', '250k', '7k'], ['12000', '250000', '7000']],
    ['exponents', ['5e-05', '0.25', '1.5E+3'], ['0.00005', '0.25', '1500']],
  ])('reads %s', async (_, texts, values) => {
    const profile = await profileColumn(texts);
    expect(profile.format.type).toBe('number');
    expect(profile.fits).toBe(1);
    expect(readAll(profile, texts)).toEqual(values);
  });

  it.each([
    ['codes with a letter', ['A11', 'A12', 'A14']],
    ['codes with leading zeros', ['0401', '0402', '0710']],
    ['months and years side by side', ['3 months', '2 years', '5 months']],
    ['ranges', ['0-10', '10-20', '20-30']],
    ['a few codes, one of which is a letter', ['1', '2', '3', 'X9']],
  ])('takes %s as texts', async (_, texts) => {
    expect((await profileColumn(texts)).format).toEqual({ type: 'text' });
  });

  it('keeps both readings of 1.234 where nothing decides, and lets the other columns of the table decide', async () => {
    const open = ['1.234', '2.345', '3.456'];
    expect((await profileColumn(open)).alternatives).toHaveLength(1);
    const { columns } = await profileColumns({ amount: open, rate: ['5,25', '6,5', '7,75'] });
    expect(columns[0]).toMatchObject({ alternatives: [], format: { decimal: ',', thousands: '.' }, highest: '3456' });
  });

  it('counts what does not fit, with the first lines', async () => {
    const texts = [...Array.from({ length: 95 }, (_, at) => `${at}.5`), ...repeat(['see note', 'tba.'], 2), 'see note'];
    const profile = await profileColumn(texts);
    expect(profile).toMatchObject({ fits: 0.95, unfit_lines: [97, 98] });
  });
});

describe('dates', () => {
  it.each([
    ['28-Feb-97', '1997-02-28', ['28-Feb-97', '7-Jun-12', '31-Dec-05']],
    ['Dec-2015', '2015-12-01', ['Dec-2015', 'Jan-2016', 'Feb-2017']],
    ['2015M03', '2015-03-01', ['2015M03', '2015M12', '2016M01']],
    ['20150331', '2015-03-31', ['20150331', '20161130', '20170105', '20180612']],
    ['28FEB2016', '2016-02-28', ['28FEB2016', '01MAR2016', '12DEC2017']],
    ['3. März 2015', '2015-03-03', ['3. März 2015', '12. Dezember 2016', '30. Mai 2017']],
    ['12 février 2016', '2016-02-12', ['12 février 2016', '1 août 2017', '30 mai 2018']],
    ['12 stycznia 2016', '2016-01-12', ['12 stycznia 2016', '1 maja 2017', '30 czerwca 2018']],
    ['Mar 3, 2016', '2016-03-03', ['Mar 3, 2016', 'Dec 24, 2017', 'May 1, 2018']],
    ['31.12.2016', '2016-12-31', ['31.12.2016', '01.02.2017', '15.06.2018']],
    ['12/31/2016', '2016-12-31', ['12/31/2016', '01/02/2017', '06/15/2018']],
    ['2016/12/31', '2016-12-31', ['2016/12/31', '2017/01/02', '2018/06/15']],
    ['03/2016', '2016-03-01', ['03/2016', '12/2017', '01/2018']],
    ['2016-03-01T10:15:30.123Z', '2016-03-01T10:15:30Z', ['2016-03-01T10:15:30.123Z', '2017-12-24T00:00:00.000Z']],
    ['2016-03-01 10:15:30+02:00', '2016-03-01T08:15:30Z', ['2016-03-01 10:15:30+02:00', '2017-12-24 00:00:00+01:00']],
    ['3/1/2016 1:05 PM', '2016-03-01T13:05:00Z', ['3/1/2016 1:05 PM', '12/24/2017 11:00 AM', '6/30/2018 9:59 PM']],
  ])('reads %s', async (text, value, texts) => {
    const profile = await profileColumn(texts, 'loan');
    expect(profile.format.type).toBe('date');
    expect(profile.fits).toBe(1);
    expect(readAll(profile, [text])).toEqual([value]);
  });

  it.each([
    ['days of Excel', 'start date', ['42430', '42794', '43159'], ['2016-03-01', '2017-02-28', '2018-02-28']],
    ['seconds of Unix', 'created_at', ['1456790400', '1488240000'], ['2016-03-01T00:00:00Z', '2017-02-28T00:00:00Z']],
    [
      'milliseconds of Unix',
      'createdAt',
      ['1456790400000', '1488240000000'],
      ['2016-03-01T00:00:00Z', '2017-02-28T00:00:00Z'],
    ],
  ])('reads %s where the name says that they are days', async (_, name, texts, values) => {
    expect(readAll(await profileColumn(texts, name), texts)).toEqual(values);
    expect((await profileColumn(texts, 'amount')).format.type).toBe('number');
  });

  it('says that both orders fit, or that they are mixed', async () => {
    const open = await profileColumn(['03/04/2016', '05/06/2016', '07/08/2016', '01/12/2016']);
    expect(open).toMatchObject({ mixed_dates: false, alternatives: [{ type: 'date' }] });
    const mixed = await profileColumn(['25/12/2016', '12/25/2016', '03/04/2016', '30/01/2017', '01/30/2017']);
    expect(mixed.mixed_dates).toBe(true);
  });

  it('lets another column decide the order of days and months', async () => {
    const { columns } = await profileColumns({
      issued: ['03/04/2016', '05/06/2016'],
      born: ['25/12/1980', '13/01/1975'],
    });
    expect(columns[0]).toMatchObject({ format: { format: 'dd/MM/yyyy' }, alternatives: [] });
  });

  it('finds the century of two-digit years by their gap', async () => {
    const born = await profileColumn(['01.02.48', '03.04.62', '30.11.75', '31.12.99', '24.12.03'], 'geburtsdatum');
    expect(readAll(born, ['01.02.48', '24.12.03'])).toEqual(['1948-02-01', '2003-12-24']);
    const ends = await profileColumn(['01.02.18', '03.04.25', '30.11.31', '31.12.45'], 'maturity');
    expect(readAll(ends, ['01.02.18', '31.12.45'])).toEqual(['2018-02-01', '2045-12-31']);
  });

  it('takes ratios such as 2.0472 as numbers', async () => {
    expect((await profileColumn(['2.0472', '1.2019', '3.1954', '11.2001'])).format.type).toBe('number');
  });
});

describe('what means unknown', () => {
  const ages = Array.from({ length: 60 }, (_, at) => String(20 + at));

  it.each([
    ['999', [...ages, ...repeat(['999'], 5)]],
    ['-1', [...ages, ...repeat(['-1'], 5)]],
    ['9999', [...Array.from({ length: 60 }, (_, at) => String(500 + at)), ...repeat(['9999'], 4)]],
    ['365243', [...Array.from({ length: 60 }, (_, at) => String(-30 * at)), ...repeat(['365243'], 9)]],
    ['NA', [...ages, 'NA']],
    ['?', [...ages, '?']],
    ['-', [...ages, '-']],
    ['#N/A', [...ages, '#N/A']],
    ['null', [...ages, 'null']],
    ['k.A.', [...ages, 'k.A.']],
  ])('finds %s', async (mark, texts) => {
    const profile = await profileColumn(texts);
    expect(profile.missing_marks).toEqual([mark]);
    expect(profile).toMatchObject({ format: { type: 'number' }, fits: 1, known: 60 });
  });

  it.each([
    ['-1 and -2 of months past due', 'PAY_0', repeat(['-2', '-1', '0', '1', '2', '3'], 20)],
    ['-1 beside other negative numbers', 'change', repeat(['-3', '-1', '0', '15', '25', '30', '7', '9', '11'], 9)],
    ['999 among amounts', 'amount', ['500', '750', '999', '999', '999', '999', '1000', '1200', '5000', '2500']],
    ['a 9999 that stands once', 'amount', ['8000', '9000', '9999', '7000', '4000', '5500']],
    ['codes of a few numbers', 'grade', repeat(['1', '2', '3', '9'], 10)],
  ])('keeps %s', async (_, name, texts) => {
    expect((await profileColumn(texts, name)).missing_marks).toEqual([]);
  });

  it('finds days far from all others', async () => {
    const days = Array.from({ length: 20 }, (_, at) => `2016-03-${String(at + 1).padStart(2, '0')}`);
    const profile = await profileColumn([...days, '9999-12-31', '1900-01-01', '0000-00-00'], 'closed');
    expect([...profile.missing_marks].sort()).toEqual(['0000-00-00', '1900-01-01', '9999-12-31']);
    expect(profile).toMatchObject({ lowest: '2016-03-01', highest: '2016-03-20' });
  });

  it("keeps the words of a category that may be the lender's own", async () => {
    const profile = await profileColumn(repeat(['none', 'unknown', 'guarantor', 'NA'], 5));
    expect(profile.missing_marks).toEqual(['NA']);
  });
});

describe('booleans', () => {
  it.each([
    ['Y', 'N'],
    ['true', 'False'],
    ['ja', 'nein'],
    ['Sí', 'No'],
    ['oui', 'non'],
    ['tak', 'nie'],
  ])('reads %s and %s', async (yes, no) => {
    expect((await profileColumn(repeat([yes, no], 5))).format).toEqual({ type: 'boolean', true: [yes], false: [no] });
  });
});

describe('a table', () => {
  it('counts distinct texts, repeated rows and equal columns', async () => {
    const { columns, duplicate_rows, rows } = await profileColumns({
      id: ['1', '2', '3', '3'],
      amount: ['10', '20', '30', '30'],
      copy: ['10', '20', '30', '30'],
    });
    expect({ rows, duplicate_rows }).toEqual({ rows: 4, duplicate_rows: 1 });
    expect(columns.map(({ distinct, same_as }) => [distinct, same_as])).toEqual([
      [3, null],
      [3, null],
      [3, 'amount'],
    ]);
  });

  it('counts the keys of a column with more texts than are kept', async () => {
    const ids = Array.from({ length: 25_000 }, (_, at) => `L${at}`);
    expect(await profileColumn(ids)).toMatchObject({ known: 25_000, distinct: 25_000 });
    expect(await profileColumn([...ids, 'L24999', 'L3'])).toMatchObject({ known: 25_002, distinct: 25_000 });
  });

  it('checks late texts by the format of the first ones', async () => {
    const texts = Array.from({ length: 12_000 }, (_, at) => `${at}.25`);
    const profile = await profileColumn([...texts, 'twelve', '99999.5']);
    expect(profile).toMatchObject({ highest: '99999.5', unfit_lines: [12_002] });
    expect(profile.fits).toBeCloseTo(1 - 1 / 12_002, 6);
  });

  it('shows no personal text', async () => {
    const texts = Array.from({ length: 30 }, (_, at) => `anna.berger${at}@mail.example`);
    const profile = await profileColumn(texts, 'note');
    expect(profile).toMatchObject({ personal: 'email', frequent: [], lowest: null, highest: null });
    expect(JSON.stringify(profile)).not.toContain('anna');
  });
});
