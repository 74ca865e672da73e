/** Finds what a person should know before the run: leaks, few outcomes, doubtful dates and values, repeated rows. */
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import type { TargetDefinition } from '../contract/target.ts';
import { type Draft, type DraftColumn, findDraftColumn, findFieldColumn, leaveOut } from './draft/draft.ts';
import type { ColumnStrength, RowMeasures } from './measure-rows.ts';

/** A column alone that tells outcomes this well was written after them. */
const LEAK_AUC = 0.95;
const FEW_OUTCOMES = 100;
const MIN_UNFIT_SHARE = 0.001;
/** Without one of them a row becomes no application. */
const NEEDED_FIELDS = new Set(
  ['application_id', 'customer_id', 'applied_at', 'amount'].map((name) => `loan_applications.${name}`),
);

/** Adds the findings of values and dates, and leaves out dates of mixed orders. */
export function findDoubtfulValues(draft: Draft, today: string): void {
  for (const column of draft.columns) {
    const { profile, use } = column;
    if (use === undefined || use.as === 'left_out') continue;
    if (profile.mixed_dates) {
      const isApplied = use.as === 'field' && use.fields.some(({ field }) => field.endsWith('.applied_at'));
      draft.findings.push({
        kind: 'mixed_dates',
        blocks: isApplied,
        column: profile.column,
        text: `${profile.column} has the day first in some rows and the month first in others; it is left out. Export its dates as YYYY-MM-DD`,
      });
      if (!isApplied) leaveOut(column, 'date', 0.9);
    } else if (1 - profile.fits >= MIN_UNFIT_SHARE) {
      const rows = Math.round((1 - profile.fits) * profile.known);
      draft.findings.push({
        kind: 'unfit_values',
        blocks: false,
        column: profile.column,
        text: describeUnfitValues(column, rows),
      });
    }
    if (profile.format.type === 'date' && use.as === 'field' && (profile.highest ?? '').slice(0, 10) > today) {
      draft.findings.push({
        kind: 'future_date',
        blocks: false,
        column: profile.column,
        text: `${profile.column} has dates after today, up to ${profile.highest?.slice(0, 10)}`,
      });
    }
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = { number: 'a number', date: 'a date', boolean: 'yes or no' };

function describeUnfitValues({ profile, use }: DraftColumn, values: number): string {
  const isNeeded = use?.as === 'field' && use.fields.some(({ field }) => NEEDED_FIELDS.has(field));
  return (
    `${profile.column} has ${formatCountOf(values, 'value')} that cannot be read as ${TYPE_WORDS[profile.format.type] ?? 'a text'}, ` +
    `first in line ${profile.unfit_lines.slice(0, 3).join(', ')}; ${isNeeded ? 'such a row is refused' : 'such a value becomes unknown'}`
  );
}

/** Adds the findings of the loans' table as a whole. */
export function findProblemsOfRows(draft: Draft, target: TargetDefinition | null, measures: RowMeasures): void {
  const { findings } = draft;
  const { duplicate_rows, rows } = draft.source.profile;
  if (duplicate_rows > 0) {
    const isNumbered = findFieldColumn(draft, 'loan_applications.application_id') === undefined;
    const text =
      `${formatCountOf(duplicate_rows, 'row')} of ${formatCount(rows)} ${duplicate_rows === 1 ? 'repeats' : 'repeat'} an earlier row in every column` +
      (isNumbered ? '; as no column names one loan, each is delivered as a loan of its own' : '');
    findings.push({ kind: 'duplicate_rows', blocks: false, column: null, text });
  }
  for (const name of measures.laterDates) leaveOutLaterDate(draft, name);
  if (!target) return;
  // Outcomes of another file are not measured.
  const columns = [...target.bad, ...target.good].map(({ column }) => column);
  if (!columns.every((name) => findDraftColumn(draft, name))) return;
  findOutcomeProblems(draft, target, measures);
  for (const strength of measures.strengths) findLeak(draft, strength);
}

function findOutcomeProblems(
  { findings }: Draft,
  { description }: TargetDefinition,
  { outcomes, rows }: RowMeasures,
): void {
  const { good, bad } = outcomes;
  if (good === 0 || bad === 0) {
    const missing = bad === 0 ? 'no row is bad' : 'no row is good';
    findings.push({
      kind: 'one_class',
      blocks: true,
      column: null,
      text: `By "${description}" ${missing} among ${formatCountOf(rows, 'row')}; a model needs both`,
    });
  } else if (Math.min(good, bad) < FEW_OUTCOMES) {
    const text = `Few outcomes are ${bad < good ? 'bad' : 'good'} (${Math.min(good, bad)}): a model learns little from fewer than ${FEW_OUTCOMES}`;
    findings.push({ kind: 'few_outcomes', blocks: false, column: null, text });
  }
}

function leaveOutLaterDate(draft: Draft, name: string): void {
  const column = findDraftColumn(draft, name);
  if (!column || column.use?.as === 'target') return;
  if (column.use?.as === 'left_out' && column.use.because !== 'date') return;
  leaveOut(column, 'leak', 0.9);
  draft.findings.push({
    kind: 'leak',
    blocks: false,
    column: name,
    text: `${name} is mostly after the day of the application, so it was not known then; it is left out`,
  });
}

/** Leaves out a column that alone tells the outcome, or that only loans of one outcome have. */
function findLeak(draft: Draft, { column: name, auc, knownOfBad, knownOfGood }: ColumnStrength): void {
  const column = findDraftColumn(draft, name);
  if (column?.use?.as !== 'attribute' && column?.use?.as !== 'field') return;
  const [fewer, more] = [Math.min(knownOfBad, knownOfGood), Math.max(knownOfBad, knownOfGood)];
  const hasTellingGaps = (more >= 0.2 && fewer <= 0.01) || more - fewer >= 0.8;
  if (auc < LEAK_AUC && !hasTellingGaps) return;
  const reason =
    auc >= LEAK_AUC
      ? `tells the outcome alone (AUC ${auc.toFixed(3)})`
      : `is known for ${toPercent(knownOfBad)} of bad and ${toPercent(knownOfGood)} of good loans`;
  const isField = column.use.as === 'field';
  draft.findings.push({
    kind: 'leak',
    blocks: false,
    column: name,
    text: `${name} ${reason}, so it was probably written afterwards; ${isField ? 'look at it before the run' : 'it is left out'}`,
  });
  if (!isField) leaveOut(column, 'leak', 0.8);
}

const toPercent = (share: number): string => `${Math.round(100 * share)} %`;
