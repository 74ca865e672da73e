/** Reads the first source once before anything is written: which rows win their keys, the newest day, known outcomes. */
import type { Mapping } from '../../contract/mapping.ts';
import type { RawTable } from '../../contract/raw-file.ts';
import { createTargetEvaluator } from '../plan/evaluate-target.ts';
import { createColumnReader, findColumn } from '../plan/find-columns.ts';
import type { JoinedRow } from '../plan/joined-row.ts';
import { createAppliedOnReader } from '../plan/read-applied-on.ts';
import { createRowKeys } from '../plan/row-keys.ts';
import { UNFIT } from '../read-value.ts';
import { KeyTable, type RowSet } from './key-table.ts';
import { joinRow, type Lookup } from './lookups.ts';
import { readSourceRows, type SourceRow } from './source-rows.ts';

export interface Survey {
  rows: number;
  /** Rows that are the newest of their application and of their customer. Null: every row is. */
  newestOfApplication: RowSet | null;
  newestOfCustomer: RowSet;
  /** Rows whose application stands again in a newer row. */
  olderRows: number;
  /** The newest day of the column that gives as_of, today at most. */
  newestDay: string | null;
  /** Known outcomes by day of application, as if every window had ended. */
  outcomesByDay: Map<string, number>;
  /** Customer of each application, where another source is joined by application. */
  customers: Map<string, string>;
}

export interface SurveyInputs {
  mapping: Mapping;
  tables: readonly RawTable[];
  lookups: readonly Lookup[];
  today: string;
  /** Whether rows of another source need the customer of their application. */
  needsCustomers: boolean;
  onRows: (rows: readonly SourceRow[]) => void;
}

/** Later than every window. */
const END_OF_TIME = '9999-12-31';

export async function surveyRows({
  mapping,
  tables,
  lookups,
  today,
  needsCustomers,
  onRows,
}: SurveyInputs): Promise<Survey> {
  const [source] = mapping.sources;
  const keys = createRowKeys(mapping, '');
  const readAppliedOn = createAppliedOnReader(mapping);
  const readDay = createDayReader(mapping, today);
  const needsOutcomes = mapping.target !== null && mapping.backtest?.by === 'newest';
  const evaluate = mapping.target && needsOutcomes ? createTargetEvaluator(mapping, mapping.target, END_OF_TIME) : null;
  const applications = keys.hasNumberedApplications ? null : new KeyTable();
  const byCustomer = new KeyTable();
  const survey = {
    rows: 0,
    newestDay: null as string | null,
    outcomesByDay: new Map<string, number>(),
    customers: new Map<string, string>(),
  };
  for await (const rows of readSourceRows(source as Mapping['sources'][number], tables)) {
    onRows(rows);
    for (const sourceRow of rows) {
      const row = joinRow(sourceRow, lookups);
      survey.rows = row.number;
      const appliedOn = readAppliedOn(row);
      const day = readDay?.(row) ?? null;
      if (day !== null && (survey.newestDay === null || day > survey.newestDay)) survey.newestDay = day;
      const age = toAge(readDay ? day : appliedOn);
      const application = applications && keys.readApplicationId(row);
      const customer = keys.readCustomerId(row);
      if (application) applications?.add(application, age, row.number);
      if (customer) byCustomer.add(customer, toAge(appliedOn) * AGES + toAge(day), row.number);
      if (needsCustomers && application && customer) survey.customers.set(copy(application), copy(customer));
      if (evaluate && appliedOn && evaluate(row, appliedOn).state !== 'open') {
        survey.outcomesByDay.set(appliedOn, (survey.outcomesByDay.get(appliedOn) ?? 0) + 1);
      }
    }
  }
  return {
    ...survey,
    newestOfApplication: applications?.listWinners(survey.rows) ?? null,
    newestOfCustomer: byCustomer.listWinners(survey.rows),
    olderRows: applications?.repeats ?? 0,
  };
}

/** A text of its own: a piece of a larger one would keep that in memory. */
const copy = (text: string): string => Buffer.from(text).toString();

/** More than every age: of a customer the newest application counts, of its rows the newest day. */
const AGES = 100_000_000;

/** Days as numbers that grow with time; unknown ones are the oldest. */
const toAge = (day: string | null): number =>
  day === null ? 0 : Number(day.slice(0, 4)) * 10_000 + Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10));

/** Reads the column that gives as_of. A day after today, such as 9999-12-31, is none. */
function createDayReader(mapping: Mapping, today: string): ((row: JoinedRow) => string | null) | null {
  if (mapping.as_of.from !== 'newest') return null;
  const column = findColumn(mapping, mapping.as_of.column);
  if (!column) return null;
  const read = createColumnReader(column);
  return (row) => {
    const value = read(row);
    const day = value === null || value === UNFIT ? null : value.slice(0, 10);
    return day !== null && day <= today ? day : null;
  };
}
