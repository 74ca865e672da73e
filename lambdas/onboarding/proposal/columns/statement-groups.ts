/** Finds columns side by side that are statements of several months: PAY_0, PAY_2 … PAY_6, BILL_AMT1 … BILL_AMT6. */
import type { ColumnProfile } from '../../contract/profile.ts';
import { splitNormalName } from '../names/column-names.ts';

export interface StatementColumn {
  column: string;
  field: string;
  /** Place in its group, from 0. */
  place: number;
  /** The end of the month that the name says; null when it says a number only. */
  day: string | null;
}

const MIN_COLUMNS = 3;

const STEMS: readonly { field: string; form: RegExp; fits: (profile: ColumnProfile) => boolean }[] = [
  {
    field: 'credit_history.months_past_due',
    form: /^(?:pay|pay status|payment status|repayment status|status pay|delinquency|delinq|delinquency status|month past due|month late|month overdue|past due|dpd month|mora month|late|mora|status)$/,
    fits: ({ whole, quantiles, lowest }) => whole && quantiles !== null && quantiles[2] <= 12 && Number(lowest) >= -2,
  },
  {
    field: 'credit_history.balance',
    form: /^(?:bill|bill amount|bill statement|balance|statement balance|balance amount|outstanding|saldo|solde|kontostand|used|utilised|drawn)$/,
    fits: ({ quantiles }) => quantiles !== null && quantiles[2] > 12,
  },
  {
    field: 'credit_history.payment_made',
    form: /^(?:pay amount|payment|payment amount|payment made|paid|amount paid|paid amount|zahlung|pago|paiement|wplata)$/,
    fits: ({ quantiles }) => quantiles !== null && quantiles[2] > 12,
  },
  {
    field: 'credit_history.payment_due',
    form: /^(?:due|due amount|payment due|amount due|minimum payment|min payment|minimum due|cuota|rata)$/,
    fits: ({ quantiles }) => quantiles !== null && quantiles[2] > 12,
  },
  {
    field: 'credit_history.credit_limit',
    form: /^(?:limit|credit limit|limite|kreditlimit)$/,
    fits: ({ quantiles }) => quantiles !== null && quantiles[2] > 12,
  },
];

interface NumberedColumn {
  profile: ColumnProfile;
  stem: string;
  day: string | null;
  number: number;
}

/** Lists the columns of such groups; the groups have the same number of months. */
export function findStatementColumns(columns: readonly ColumnProfile[]): StatementColumn[] {
  const numbered = columns.filter(({ format }) => format.type === 'number').flatMap(readNumberedName);
  const groups = [...Map.groupBy(numbered, ({ stem }) => stem)].flatMap(([stem, group]) => {
    const meaning = STEMS.find(({ form, fits }) => form.test(stem) && group.every(({ profile }) => fits(profile)));
    return meaning && group.length >= MIN_COLUMNS ? [{ field: meaning.field, group }] : [];
  });
  const hasBalance = groups.some(({ field }) => field !== 'credit_history.months_past_due' || groups.length === 1);
  if (!hasBalance) return [];
  return groups.flatMap(({ field, group }) =>
    [...group]
      .sort((a, b) => a.number - b.number)
      .map(({ profile, day }, place) => ({ column: profile.column, field, place, day })),
  );
}

function readNumberedName(profile: ColumnProfile): NumberedColumn[] {
  const words = splitNormalName(profile.column);
  const month = /(20\d\d|19\d\d)[-_. ]?M?(0[1-9]|1[0-2])/.exec(profile.column);
  if (month) {
    const stem = splitNormalName(profile.column.replace(month[0], ' ')).join(' ');
    const day = new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).toISOString().slice(0, 10);
    return [{ profile, stem, day, number: Number(`${month[1]}${month[2]}`) }];
  }
  const numbers = words.filter((word) => /^\d{1,2}$/.test(word));
  if (numbers.length !== 1) return [];
  const stem = words.filter((word) => !/^\d+$/.test(word) && word !== 'm').join(' ');
  return [{ profile, stem, day: null, number: Number(numbers[0]) }];
}
