/** Uses a table with many rows for each customer or loan as statements or as transactions. */
import { type Draft, type DraftColumn, leaveOut, useAsField } from '../draft/draft.ts';
import { HISTORY_FIELD_NAMES } from '../names/field-names.ts';
import { type FieldMatch, indexNames, isUnique, matchFields } from '../names/match-field.ts';
import { isPersonalByName } from './find-personal.ts';

const NAMES = indexNames(HISTORY_FIELD_NAMES);

/** Assigns fields of one history table. Returns whether the rows are of one; otherwise nothing is decided. */
export function assignHistory(draft: Draft, key: DraftColumn): boolean {
  const matches = new Map(draft.columns.map((column) => [column, matchFields(NAMES, column.profile)] as const));
  const table = chooseTable(matches);
  if (!table) {
    // More rows than keys without a day: nothing tells which of them counts.
    draft.findings.push({
      kind: 'key_not_unique',
      blocks: false,
      column: key.profile.column,
      text: `${draft.source.profile.file} has several rows for a ${key.profile.column} and no day; only the last row of each is taken`,
    });
    return false;
  }
  // Who the row belongs to is found by the join.
  leaveOut(key, 'identifier', 0.95);
  const pairs = [...matches]
    .flatMap(([column, found]) => found.map((match) => ({ column, match })))
    .filter(({ match }) => match.names.field.startsWith(`${table}.`))
    .sort((a, b) => b.match.confidence - a.match.confidence || a.match.rank - b.match.rank);
  for (const { column, match } of pairs) useMatch(draft, column, match);
  for (const column of draft.columns) leaveOutRest(column);
  return true;
}

function useMatch(draft: Draft, column: DraftColumn, { names, confidence }: FieldMatch): void {
  const { field, kind } = names;
  if (column.use !== undefined || draft.takenFields.has(field) || column.profile.mixed_dates) return;
  if (kind === 'key' && !isUnique(column.profile)) return;
  useAsField(draft, column, [{ field }], confidence);
}

function chooseTable(
  matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>,
): 'credit_history' | 'transactions' | undefined {
  const fields = new Set([...matches.values()].flatMap((found) => found.map(({ names }) => names.field)));
  const count = (table: string) => [...fields].filter((field) => field.startsWith(`${table}.`)).length;
  const isTransactions = fields.has('transactions.booked_at') && fields.has('transactions.amount');
  const isHistory = fields.has('credit_history.as_of') && count('credit_history') >= 2;
  if (isTransactions && (!isHistory || count('transactions') >= count('credit_history'))) return 'transactions';
  return isHistory ? 'credit_history' : undefined;
}

function leaveOutRest(column: DraftColumn): void {
  if (column.use !== undefined) return;
  const { profile } = column;
  if (profile.known === 0) leaveOut(column, 'empty', 1);
  else if (profile.personal !== null || isPersonalByName(profile)) leaveOut(column, 'personal', 0.9);
  else if (profile.distinct <= 1) leaveOut(column, 'constant', 1);
  else if (profile.format.type === 'date') leaveOut(column, 'date', 0.9);
  else leaveOut(column, 'person', 0.5);
}
