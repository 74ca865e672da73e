/** Chooses the day of the application, and asks where days and months could be swapped. */

import { formatCount, formatCountOf } from '../../../shared/page/number-format.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import type { DateFormat } from '../../profiling/guess-date.ts';
import { ask, type Draft, type DraftColumn, findDraftColumn, findFieldColumn, useAsField } from '../draft/draft.ts';
import { splitColumnName, splitNormalName } from '../names/column-names.ts';
import { namesAftermath } from '../names/column-words.ts';
import type { FieldMatch } from '../names/match-field.ts';

const FIELD = 'loan_applications.applied_at';
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Days of other things than the application. */
const OTHER_DAYS =
  /birth|born|nacim|naiss|urodz|geburt|nascit|employ|job|hire|last|next|end|matur|due|expir|final|first|earliest|oldest|payment|update|modif|report|snapshot|extract|export|pull|stichtag|faellig|fallig|ende|venc|fin|ultim|dernier|prochain|echeance|koniec|zakonc|splat|ostatn|scaden|since|review|status|stand|ablauf|vto|corte|cierre|cerrad|close|closing|cut.?off|judicial|baja|cancel|kundig|scadenza|venciment|termin/;

export interface ChosenDay {
  /** The column, when one is chosen. */
  column: DraftColumn | undefined;
  /** The day of every application, when no column has it. */
  constant: string | undefined;
}

/**
 * Chooses the day of the application.
 * @param fallback the day that is proposed for a file without dates
 * @throws {RawFileRefused} when the answer names no date column (InvalidMapping), or one of mixed orders (MixedDates)
 */
export function chooseAppliedAt(
  draft: Draft,
  matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>,
  fallback: string,
): ChosenDay {
  const decided = findFieldColumn(draft, FIELD);
  if (decided) return { column: decided, constant: undefined };
  const answer = draft.answers.applied_at;
  if (answer !== undefined) return takeAnswer(draft, answer, fallback);
  const dates = draft.columns.filter(({ profile, use }) => profile.format.type === 'date' && use?.as !== 'target');
  const named = dates
    .flatMap((column) => {
      const match = (matches.get(column) ?? []).find(({ names }) => names.field === FIELD);
      return match && use(column) ? [{ column, match }] : [];
    })
    .sort((a, b) => b.match.confidence - a.match.confidence || a.match.rank - b.match.rank);
  const [best] = named;
  if (best && isClean(best.column.profile)) {
    useAsField(draft, best.column, [{ field: FIELD }], best.match.confidence);
    return { column: best.column, constant: undefined };
  }
  const possible = dates.filter(({ profile }) => isPossible(profile));
  const [only] = possible.length === 1 ? possible : [];
  const proposed =
    only && isClean(only.profile)
      ? only.profile.column
      : dates.length === 0 && !draft.columns.some(mayBeDay)
        ? fallback
        : null;
  askForDay(
    draft,
    best?.column ?? only,
    [...new Set([...named.map(({ column }) => column), ...dates])],
    fallback,
    proposed,
  );
  const chosen = proposed !== null && only ? only : undefined;
  if (chosen) useAsField(draft, chosen, [{ field: FIELD }], 0.6);
  return { column: chosen, constant: chosen ? undefined : fallback };
}

const use = ({ use: known }: DraftColumn): boolean => known === undefined;

/** Named as the day, and written as nobody reads it: the day of all applications is no proposal then. */
const mayBeDay = ({ profile }: DraftColumn): boolean =>
  splitNormalName(profile.column).includes('date') && profile.known > 0 && isPossible(profile);

const MIN_FITS = 0.95;
const isClean = ({ fits, mixed_dates, missing, known }: ColumnProfile): boolean =>
  fits >= MIN_FITS && !mixed_dates && missing <= 0.05 * (known + missing);

const isPossible = ({ column }: ColumnProfile): boolean =>
  !OTHER_DAYS.test(splitColumnName(column).join(' ')) && !namesAftermath(column);

function askForDay(
  draft: Draft,
  faulty: DraftColumn | undefined,
  dates: readonly DraftColumn[],
  fallback: string,
  proposed: string | null,
): void {
  const fault = faulty && !isClean(faulty.profile) ? describeFault(faulty.profile) : '';
  const whether = dates.length === 0 ? 'The file has no date. ' : fault;
  ask(draft, {
    id: 'applied_at',
    text: `${whether}Which column has the day of the application?`,
    choices: [
      ...dates.map(({ profile }) => ({
        answer: profile.column,
        label: `${profile.column} (${profile.lowest} to ${profile.highest})`,
      })),
      { answer: fallback, label: `none: every application is of ${fallback}` },
    ],
    proposed,
  });
}

function describeFault({ column, mixed_dates, fits, missing, known, unfit_lines }: ColumnProfile): string {
  if (mixed_dates) return `${column} has days first in some rows and months first in others. `;
  if (fits < MIN_FITS) {
    const share = Math.round(1000 * (1 - fits)) / 10;
    return `${column} is no date in ${share} % of the rows (lines ${unfit_lines.slice(0, 3).join(', ')}, …), and these rows would be refused. `;
  }
  return `${column} is empty in ${formatCount(missing)} of ${formatCountOf(known + missing, 'row')}, and these rows would be refused. `;
}

function takeAnswer(draft: Draft, answer: string, fallback: string): ChosenDay {
  if (DAY.test(answer) && !Number.isNaN(Date.parse(answer))) {
    return { column: undefined, constant: answer };
  }
  const column =
    findDraftColumn(draft, answer) ?? draft.columns.find(({ profile }) => isSameName(profile.column, answer));
  if (column?.profile.format.type !== 'date') {
    const dates = draft.columns
      .filter(({ profile }) => profile.format.type === 'date')
      .map(({ profile }) => profile.column);
    throw new RawFileRefused(
      'InvalidMapping',
      `${answer} is ${column ? 'no date' : 'no column'} of ${draft.source.profile.file}; ` +
        `give ${[...dates.slice(0, 8), `a day such as ${fallback}`].join(', ')}`,
    );
  }
  if (column.profile.mixed_dates)
    throw new RawFileRefused('MixedDates', `${describeFault(column.profile)}Export the dates again as YYYY-MM-DD`);
  useAsField(draft, column, [{ field: FIELD }], 1);
  return { column, constant: undefined };
}

const isSameName = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Asks about dates that are read in both orders, where the column is used. */
export function settleDayOrders(draft: Draft): void {
  for (const column of draft.columns) {
    const { profile, use: chosen } = column;
    if (column.decided || profile.format.type !== 'date' || chosen === undefined || chosen.as === 'left_out') continue;
    const formats = [profile.format, ...profile.alternatives].filter((format) => format.type === 'date');
    if (formats.length < 2 || profile.mixed_dates) continue;
    const answer = askForOrder(draft, profile, formats);
    column.format = formats.find(({ format }) => format === answer) ?? profile.format;
  }
}

function askForOrder(draft: Draft, profile: ColumnProfile, formats: readonly DateFormat[]): string | undefined {
  return ask(draft, {
    id: `day_order:${profile.column}`,
    text: `In ${profile.column}, such as ${profile.examples[0]}: does the day or the month come first?`,
    choices: formats.map(({ format }) => ({ answer: format, label: format })),
    proposed: null,
  });
}
