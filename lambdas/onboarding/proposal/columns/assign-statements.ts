/** Makes columns side by side statements of several months, when their days are known; a person may say them. */
import { RawFileRefused } from '../../contract/refusals.ts';
import { ask, type Draft, findDraftColumn, useAsField } from '../draft/draft.ts';
import { findEndOfMonthBefore, goBackMonths } from './statement-days.ts';
import { findStatementColumns, type StatementColumn } from './statement-groups.ts';

const ANSWER = /^(newest|oldest)_first (\d{4}-\d\d-\d\d)$/;

/**
 * Uses statement columns. Without their days they stay attributes.
 * @param appliedOn the one day of all applications; undefined when every application has its own
 * @throws {RawFileRefused} when the answer is none of the choices' kind
 */
export function assignStatements(draft: Draft, appliedOn: string | undefined): void {
  const free = draft.columns.filter(({ use }) => use === undefined).map(({ profile }) => profile);
  const columns = findStatementColumns(free);
  if (columns.length === 0) return;
  if (columns.every(({ day }) => day !== null)) {
    for (const { column, field, day } of columns) useStatement(draft, column, field, day as string, 0.85);
    return;
  }
  // Applications of several days have no common day of a statement.
  if (appliedOn === undefined) return;
  const newest = findEndOfMonthBefore(appliedOn);
  const months = 1 + Math.max(...columns.map(({ place }) => place));
  const answer = ask(draft, {
    id: 'statements',
    text: `${columns[0]?.column} and ${columns.length - 1} other columns look like statements of ${months} months. Of which months are they?`,
    choices: [
      { answer: 'attributes', label: 'I do not know: take them as numbers of their own' },
      { answer: `newest_first ${newest}`, label: `the first one is of ${newest}, the others of the months before` },
      { answer: `oldest_first ${newest}`, label: `the last one is of ${newest}, the first one is the oldest` },
    ],
    proposed: 'attributes',
  });
  if (answer === undefined || answer === 'attributes') return;
  placeStatements(draft, columns, answer, months);
}

function placeStatements(draft: Draft, columns: readonly StatementColumn[], answer: string, months: number): void {
  const [, order, newest] = ANSWER.exec(answer) ?? [];
  if (!newest || Number.isNaN(Date.parse(newest))) {
    throw new RawFileRefused(
      'InvalidMapping',
      `statements: give attributes, "newest_first YYYY-MM-DD" or "oldest_first YYYY-MM-DD"`,
    );
  }
  for (const { column, field, place } of columns) {
    const monthsBefore = order === 'newest' ? place : months - 1 - place;
    useStatement(draft, column, field, goBackMonths(newest, monthsBefore), 0.9);
  }
}

function useStatement(draft: Draft, name: string, field: string, at: string, confidence: number): void {
  const column = findDraftColumn(draft, name);
  if (column) useAsField(draft, column, [{ field, at }], confidence);
}
