/** Gives columns to fields of the contract: each field gets the column that is named and filled like it best. */
import type { FieldUse } from '../../contract/mapping.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { findUnit, foldText, type Unit } from '../../profiling/units.ts';
import { ask, type Draft, type DraftColumn, useAsField } from '../draft/draft.ts';
import { splitColumnName, splitNormalName } from '../names/column-names.ts';
import type { FieldNames } from '../names/field-names.ts';
import type { FieldMatch } from '../names/match-field.ts';

/** Chosen elsewhere: keys, the day of the application, and personal data. */
const OTHERWISE_CHOSEN = new Set([
  'loan_applications.application_id',
  'customers.customer_id',
  'loan_applications.applied_at',
  ...['full_name', 'national_id', 'email', 'phone', 'address'].map((name) => `customers.${name}`),
]);

/** Uses every undecided column whose name and values are those of a field that is free. */
export function assignFields(draft: Draft, matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>): void {
  const pairs = draft.columns
    .filter((column) => column.use === undefined)
    .flatMap((column) => (matches.get(column) ?? []).map((match) => ({ column, match })))
    .filter(({ match }) => !OTHERWISE_CHOSEN.has(match.names.field))
    .sort((a, b) => b.match.confidence - a.match.confidence || a.match.rank - b.match.rank);
  for (const { column, match } of pairs) {
    if (column.use !== undefined || draft.takenFields.has(match.names.field)) continue;
    const use = describeUse(draft, column, match.names);
    if (use) useAsField(draft, column, [use], match.confidence);
  }
}

/** How the column becomes the field; undefined when it cannot, and it becomes an attribute. */
function describeUse(draft: Draft, column: DraftColumn, names: FieldNames): FieldUse | undefined {
  const { field, kind, before, scale } = names;
  const { profile } = column;
  if (names.isPeriodOpen) return describeIncome(draft, column, field);
  if (kind === 'year') {
    column.format = { type: 'date', format: 'yyyy', pivot_year: 49 };
    return { field };
  }
  if (before) return describeTimeBefore(profile, field, before);
  if (field === 'loan_applications.term_months') return describeTerm(draft, profile);
  if (field === 'loan_applications.annual_rate') return describeRate(profile);
  if (field === 'customers.sex') column.recode = recodeSex(profile);
  // A yes or no of a category stays the lender's word.
  if (kind === 'category' && column.format.type === 'boolean') column.format = { type: 'text' };
  return scale === undefined ? { field } : { field, scale };
}

const YEAR_WORDS = new Set([
  'year',
  'jahr',
  'jahre',
  'jahren',
  'ano',
  'anos',
  'an',
  'ans',
  'annee',
  'annees',
  'lat',
  'lata',
  'anni',
]);

type TimeUnit = 'years' | 'months' | 'weeks' | 'days';

const isTimeUnit = (unit: Unit | undefined): unit is TimeUnit =>
  unit === 'years' || unit === 'months' || unit === 'weeks' || unit === 'days';

/** The unit of time in the texts or in the name. */
function findTimeUnit({ column, format }: ColumnProfile): TimeUnit | undefined {
  const units = [...(format.type === 'number' ? format.affixes : []), ...splitColumnName(column)].map(findUnit);
  return units.find(isTimeUnit);
}

function describeTimeBefore(
  profile: ColumnProfile,
  field: string,
  usual: 'years' | 'months' | 'days',
): FieldUse | undefined {
  const { quantiles, lowest } = profile;
  if (!quantiles) return undefined;
  const unit = findTimeUnit(profile) ?? usual;
  const isNegative = quantiles[2] <= 0 && Number(lowest) < 0;
  if (unit === 'weeks') return undefined;
  const MAX_YEARS = 110;
  if (unit === 'years' && Math.abs(quantiles[2]) > MAX_YEARS) return undefined;
  return { field, before: { unit, day: 'applied_at' }, ...(isNegative ? { scale: -1 } : {}) };
}

/** A term of up to ten may be years: a person is asked, unless texts or name say so. */
function describeTerm(draft: Draft, profile: ColumnProfile): FieldUse | undefined {
  const field = 'loan_applications.term_months';
  const unit =
    findTimeUnit(profile) ??
    (splitNormalName(profile.column).some((word) => YEAR_WORDS.has(word)) ? 'years' : undefined);
  if (unit === 'days' || unit === 'weeks') return undefined;
  if (unit === 'years') return { field, scale: 12 };
  if (unit === 'months' || Number(profile.highest) > 10) return { field };
  const answer = ask(draft, {
    id: `unit:${profile.column}`,
    text: `Is ${profile.column} (${profile.lowest} to ${profile.highest}) in months or in years?`,
    choices: [
      { answer: 'months', label: 'months' },
      { answer: 'years', label: 'years' },
    ],
    proposed: null,
  });
  return answer === 'years' ? { field, scale: 12 } : { field };
}

/** Percent become a rate. Rates between the two readings are left to be an attribute. */
function describeRate({ format, quantiles }: ColumnProfile): FieldUse | undefined {
  const field = 'loan_applications.annual_rate';
  if (format.type !== 'number' || !quantiles) return undefined;
  const hasPercent = format.affixes.some((affix) => findUnit(affix) === 'percent');
  const [, median, high] = quantiles;
  if (format.affixes.some((affix) => affix.includes('‰'))) return { field, scale: 0.001 };
  if (hasPercent || (median >= 1 && high > 1.5)) return { field, scale: 0.01 };
  return high <= 1 ? { field } : undefined;
}

const MONTHLY_LIMIT = 10_000;

/** An income without its period may be of a month or a year. */
function describeIncome(draft: Draft, { profile }: DraftColumn, field: string): FieldUse | undefined {
  const median = profile.quantiles?.[1] ?? 0;
  const answer = ask(draft, {
    id: `income:${profile.column}`,
    text: `Is ${profile.column} (typically ${median}) the income of a year or of a month?`,
    choices: [
      { answer: 'year', label: 'of a year' },
      { answer: 'month', label: 'of a month' },
      { answer: 'attribute', label: 'neither: take it as a number of its own' },
    ],
    proposed: median >= MONTHLY_LIMIT ? 'year' : 'month',
  });
  const period = answer ?? (median >= MONTHLY_LIMIT ? 'year' : 'month');
  if (period === 'attribute') return undefined;
  return period === 'month' ? { field, scale: 12 } : { field };
}

const MALE = new Set([
  'm',
  'male',
  'man',
  'mann',
  'mannlich',
  'maennlich',
  'masculino',
  'hombre',
  'varon',
  'homme',
  'masculin',
  'h',
  'mezczyzna',
  'maschio',
  'uomo',
  'herr',
  'mr',
  'mr.',
  'monsieur',
  'señor',
  'sr',
  'mezczyzni',
  'masculine',
  'homem',
]);
const FEMALE = new Set([
  'f',
  'female',
  'woman',
  'frau',
  'weiblich',
  'w',
  'femenino',
  'mujer',
  'femme',
  'feminin',
  'k',
  'kobieta',
  'femmina',
  'donna',
  'v',
  'vrouw',
  'mrs',
  'mrs.',
  'ms',
  'ms.',
  'miss',
  'madame',
  'mme',
  'sra',
  'feminino',
  'mulher',
  'kobiety',
]);

/** Words and letters of one pair become male and female; codes stay as they are. */
function recodeSex({ column, frequent }: ColumnProfile): Record<string, string> | undefined {
  const letters = new Set(frequent.map(({ text }) => foldText(text.trim())));
  // Varón and mujer in Spain, vrouw and man in the Netherlands.
  if (letters.has('v') && letters.has('m') && !/geslacht/i.test(column)) return undefined;
  const entries = frequent.flatMap(({ text }) => {
    const folded = foldText(text.trim());
    const sex = MALE.has(folded) ? 'male' : FEMALE.has(folded) ? 'female' : undefined;
    return sex ? [[text.trim(), sex] as const] : [];
  });
  const sexes = new Set(entries.map(([, sex]) => sex));
  return sexes.size === 2 ? Object.fromEntries(entries) : undefined;
}
