/** Decides about columns that are no field: what is left out and why, and attributes with type, use and name. */

import { findNameFault } from '../../../shared/landing/attribute-rules.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { type Draft, type DraftColumn, leaveOut } from '../draft/draft.ts';
import { type AttributeTable, chooseAttributeName } from '../names/attribute-name.ts';
import { namesAftermath, namesCode, namesIdentifier, namesProtectedGroup } from '../names/column-words.ts';
import { isUnique } from '../names/match-field.ts';

/** Leaves out columns that say nothing, or the same as another. */
export function leaveOutEmpty(draft: Draft): void {
  for (const column of draft.columns) {
    if (column.use !== undefined) continue;
    const { known, distinct, missing, same_as } = column.profile;
    if (known === 0) leaveOut(column, 'empty', 1);
    else if (distinct <= 1 && missing === 0) leaveOut(column, 'constant', 1);
    else if (same_as !== null) leaveOutDuplicate(draft, column, same_as);
  }
}

/** Of equal columns the one that is a field, a key or the outcome stays. */
function leaveOutDuplicate(draft: Draft, column: DraftColumn, sameAs: string): void {
  leaveOut(column, 'duplicate', 1);
  draft.findings.push({
    kind: 'duplicate_column',
    blocks: false,
    column: column.profile.column,
    text: `${column.profile.column} is equal to ${sameAs} in every row; it is left out`,
  });
}

/** Leaves out what is known only after the outcome, by its name. */
export function leaveOutAftermath(draft: Draft, hasTarget: boolean): void {
  if (!hasTarget || !draft.isMain) return;
  for (const column of draft.columns) {
    if (column.use !== undefined || !namesAftermath(column.profile.column)) continue;
    leaveOut(column, 'leak', 0.9);
    draft.findings.push({
      kind: 'leak',
      blocks: false,
      column: column.profile.column,
      text: `${column.profile.column} is known only after the outcome, by its name; it is left out`,
    });
  }
}

const MAX_CATEGORIES = 100;
const MAX_SHORT_TEXT = 100;

/** Decides about all columns that are left. */
export function assignOthers(draft: Draft, table: AttributeTable): void {
  for (const column of draft.columns) {
    if (column.use !== undefined) continue;
    const { profile } = column;
    if (profile.format.type === 'date') leaveOut(column, 'date', 0.9);
    else if (isIdentifier(profile)) leaveOut(column, 'identifier', 0.9);
    else if (isFreeText(profile)) leaveOut(column, 'free_text', 0.9);
    else if (isCategory(profile) && hasManyCategories(profile)) leaveOut(column, 'many_categories', 0.8);
    else makeAttribute(draft, column, table);
  }
}

function isIdentifier(profile: ColumnProfile): boolean {
  const { format, whole, known, distinct, words, lowest, highest, longest } = profile;
  if (known < 20) return isUnique(profile) && namesIdentifier(profile.column);
  const MANY = 0.95;
  if (distinct < MANY * Math.min(known, 9500)) return isCounterpart(profile);
  if (format.type === 'text')
    return words < 1.3 && (isUnique(profile) || namesIdentifier(profile.column) || longest >= 16);
  if (format.type !== 'number' || !whole) return false;
  const isNumbering = Number(highest) - Number(lowest) + 1 === distinct && isUnique(profile);
  return isNumbering || namesIdentifier(profile.column);
}

/** Numbers of other things, such as the sellers of loans, under a name of ids and with many values. */
const isCounterpart = ({ column, format, whole, distinct }: ColumnProfile): boolean =>
  namesIdentifier(column) &&
  distinct > MAX_CATEGORIES &&
  (format.type === 'text' || (format.type === 'number' && whole));

function isFreeText({ format, words, distinct, known, longest }: ColumnProfile): boolean {
  if (format.type !== 'text') return false;
  const isVaried = distinct > 30 && distinct > 0.1 * Math.min(known, 10_000);
  return longest > 200 || (isVaried && (words >= 3.5 || longest > MAX_SHORT_TEXT));
}

const isCategory = ({ format, column, whole, distinct }: ColumnProfile): boolean =>
  format.type === 'text' ||
  format.type === 'boolean' ||
  (format.type === 'number' && whole && distinct <= 1000 && namesCode(column));

const hasManyCategories = ({ distinct, known }: ColumnProfile): boolean =>
  distinct > 1000 || (distinct > MAX_CATEGORIES && distinct > 0.02 * known);

function makeAttribute(draft: Draft, column: DraftColumn, table: AttributeTable): void {
  const { profile } = column;
  const isText = isCategory(profile);
  // Codes stay as they are written: 01 is not 1. A flag of words stays the lender's words.
  if (isText) column.format = { type: 'text' };
  const suffix =
    profile.format.type === 'boolean' || profile.distinct <= 2
      ? 'flag'
      : profile.format.type === 'number'
        ? 'count'
        : 'type';
  const name = chooseAttributeName(table, profile.column, suffix, draft.takenNames[table]);
  const isRenamed = name !== profile.column;
  column.use = {
    as: 'attribute',
    table,
    name,
    type: isText ? 'category' : 'number',
    use: namesProtectedGroup(profile.column) ? 'fairness' : 'model',
    ...(isRenamed ? { label: toLabel(profile.column) } : {}),
  };
  column.confidence = profile.fits < 0.95 || findNameFault(table, profile.column) ? 0.7 : 0.9;
}

const toLabel = (name: string): string => name.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').slice(0, 200);
