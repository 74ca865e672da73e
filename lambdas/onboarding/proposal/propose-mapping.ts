/** Proposes a mapping from profiles: what each column is, with what only a person can say and what a person should know. */

import { foldName } from '../../shared/landing/attribute-rules.ts';
import { type ColumnMapping, type Mapping, MappingName, type Source } from '../contract/mapping.ts';
import type { Answers, Proposal, TableProfile } from '../contract/profile.ts';
import type { RawTable } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { addDays } from '../conversion/values/calendar.ts';
import { chooseCurrency } from './choose-currency.ts';
import { BACKTEST_DAYS, chooseAsOf, chooseBacktest } from './choose-times.ts';
import { assignFields } from './columns/assign-fields.ts';
import { assignHistory } from './columns/assign-history.ts';
import { assignOthers, leaveOutAftermath, leaveOutEmpty } from './columns/assign-others.ts';
import { assignStatements } from './columns/assign-statements.ts';
import { chooseAppliedAt, settleDayOrders } from './columns/choose-dates.ts';
import { chooseKeys, ROW_NUMBER } from './columns/choose-keys.ts';
import { separatePersonal } from './columns/find-personal.ts';
import { requireAmount } from './columns/require-amount.ts';
import { settleMarks } from './columns/settle-marks.ts';
import { decideTarget } from './decide-target.ts';
import { type Draft, type DraftColumn, findDraftColumn, toColumnMapping } from './draft/draft.ts';
import { type DraftSource, groupSources, joinSources } from './draft/group-sources.ts';
import { findDoubtfulValues, findProblemsOfRows } from './find-problems.ts';
import { measureRows } from './measure-rows.ts';
import { FIELD_NAMES } from './names/field-names.ts';
import { type FieldMatch, indexNames, isUnique, matchFields } from './names/match-field.ts';

export interface ProposalOptions {
  /** Name of the mapping. */
  name: string;
  answers: Answers;
  /** YYYY-MM-DD: dates after it are in the future. */
  today: string;
}

const NAMES = indexNames(FIELD_NAMES);

/**
 * Proposes a mapping of the tables. Questions without an answer keep their proposed one in it, where there is one.
 * @throws {RawFileRefused} when an answer names what the files do not have, or dates that no one can read
 */
export async function proposeMapping(
  tables: readonly RawTable[],
  profiles: readonly TableProfile[],
  { name, answers, today }: ProposalOptions,
): Promise<Proposal> {
  const joined = await joinSources(groupSources(tables, profiles), answers.answers);
  const drafts = createDrafts(joined.sources, answers);
  const [main, ...others] = drafts;
  if (!main) throw new RawFileRefused('EmptyFile', 'the files have no table');
  main.questions.push(...joined.questions);
  applyPersons(drafts, answers.columns);
  const decided = decideTarget(drafts);
  const matches = matchColumns(main);
  const constants = chooseKeys(main, matches);
  const firstDay = addDays(today, -BACKTEST_DAYS);
  const day = chooseAppliedAt(
    decided.since === null ? main : { ...main, answers: { applied_at: decided.since, ...main.answers } },
    matches,
    firstDay,
  );
  assignStatements(main, day.constant);
  const hasTarget = drafts.some(({ columns }) => columns.some(({ use }) => use?.as === 'target'));
  leaveOutAftermath(main, decided.target !== null || hasTarget);
  const amount = assignDraft(main, matches, 'loan_applications', others);
  for (const draft of others) assignOtherSource(draft, main);
  for (const draft of drafts) {
    settleDayOrders(draft);
    settleMarks(draft);
    findDoubtfulValues(draft, today);
  }
  const measures = await measureRows(main, decided.target, day.column?.profile.column);
  findProblemsOfRows(main, decided.target, measures);
  const hasOpen = decided.target === null || measures.outcomes.open > 0;
  const applied = { column: day.column?.profile.column, constant: day.constant };
  const { asOf, day: asOfDay } = chooseAsOf([main, ...others], applied, hasOpen, today);
  const mapping: Mapping = {
    version: 1,
    name: MappingName.parse(name),
    currency: chooseCurrency(drafts),
    as_of: asOf,
    mode: 'full',
    sources: drafts.map(toSource),
    constants: {
      ...constants,
      ...amount,
      ...(day.constant === undefined ? {} : { 'loan_applications.applied_at': day.constant }),
      ...numberTransactions(drafts),
    },
    target: decided.target,
    backtest: hasOpen ? null : chooseBacktest(asOfDay, day.column !== undefined, today),
  };
  return {
    mapping,
    profiles: [...profiles],
    questions: listQuestions(drafts),
    findings: drafts.flatMap(({ findings }) => findings),
  };
}

/** Transactions without an id of their own are numbered. */
function numberTransactions(drafts: readonly Draft[]): Record<string, string> {
  const [main] = drafts;
  const has = (field: string) => main?.takenFields.has(`transactions.${field}`);
  return has('amount') && !has('transaction_id') ? { 'transactions.transaction_id': ROW_NUMBER } : {};
}

/** A question is asked once; answered ones are not asked again. */
const listQuestions = (drafts: readonly Draft[]): Proposal['questions'] => {
  const all = drafts.flatMap(({ questions, answers }) => questions.filter(({ id }) => answers[id] === undefined));
  return all.filter(({ id }, index) => all.findIndex((question) => question.id === id) === index);
};

function createDrafts(sources: readonly DraftSource[], answers: Answers): Draft[] {
  const takenFields = new Set<string>();
  const takenNames = { customers: new Set<string>(), loan_applications: new Set<string>() };
  return sources.map((source, index) => ({
    source,
    isMain: index === 0,
    columns: source.profile.columns.map((profile) => ({
      profile,
      use: undefined,
      format: profile.format,
      confidence: 0,
    })),
    takenFields,
    takenNames,
    questions: [],
    findings: [],
    answers: answers.answers,
  }));
}

const matchColumns = (draft: Draft): Map<DraftColumn, FieldMatch[]> =>
  new Map(draft.columns.map((column) => [column, matchFields(NAMES, column.profile)]));

/** Decides about every column. Returns the constants of fields that no column has. */
function assignDraft(
  draft: Draft,
  matches: ReadonlyMap<DraftColumn, readonly FieldMatch[]>,
  table: 'customers' | 'loan_applications',
  others: readonly Draft[],
): Record<string, string> {
  leaveOutEmpty(draft);
  separatePersonal(draft, matches);
  assignFields(draft, matches);
  const constants = draft.isMain ? requireAmount(draft, others) : {};
  assignOthers(draft, table);
  return constants;
}

/** Rows of their own for statements and transactions; otherwise more columns of customers or applications. */
function assignOtherSource(draft: Draft, main: Draft): void {
  const { join, profile } = draft.source;
  const key = profile.columns.find(({ column }) => column === join?.column);
  const keyColumn = draft.columns.find((column) => column.profile === key);
  if (!key || !keyColumn) return;
  if (!isUnique(key) && assignHistory(draft, keyColumn)) return;
  keyColumn.use = { as: 'left_out', because: 'identifier' };
  keyColumn.confidence = 0.95;
  const owner = main.columns.find((column) => column.profile.column === join?.with);
  const fields = owner?.use?.as === 'field' ? owner.use.fields.map(({ field }) => field) : [];
  const isCustomer = fields.includes('customers.customer_id');
  assignDraft(draft, matchColumns(draft), isCustomer ? 'customers' : 'loan_applications', []);
}

/** What a person has decided about a column holds: nothing below changes it. Of equal names the first one is meant. */
function applyPersons(drafts: readonly Draft[], columns: readonly ColumnMapping[]): void {
  for (const decided of columns) {
    const draft = drafts.find((candidate) => findDraftColumn(candidate, decided.column));
    const column = draft && findDraftColumn(draft, decided.column);
    if (!column) continue;
    column.decided = { ...decided, decided_by: 'person' };
    column.use = decided.use;
    column.format = decided.format;
    const { use } = decided;
    if (use.as === 'field') for (const { field } of use.fields) draft.takenFields.add(field);
    if (use.as === 'attribute') draft.takenNames[use.table].add(foldName(use.name));
  }
}

function toSource(draft: Draft): Source {
  const { name, tables, join } = draft.source;
  const [table] = tables;
  return {
    name,
    files: choosePatterns(tables.map(({ file }) => file)),
    format: (table as RawTable).format,
    columns: draft.columns.map((column) => column.decided ?? toColumnMapping(column)),
    join,
  };
}

/** Digits of a date or a number in a file's name change from day to day. */
const choosePatterns = (files: readonly string[]): string[] => [
  ...new Set(files.map((file) => file.replace(/\d{2,}(?:[-_.]\d{2,})*/g, '*'))),
];
