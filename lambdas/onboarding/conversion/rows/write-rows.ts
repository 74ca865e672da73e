/** Reads the rows of all sources a second time and writes the tables of each day. */
import type { TableName } from '../../../shared/runs/run.ts';
import type { DeliverySink } from '../../contract/delivery-sink.ts';
import type { Mapping, Source } from '../../contract/mapping.ts';
import type { RawTable } from '../../contract/raw-file.ts';
import { createOutcomePlan, type OutcomeDelivery, type OutcomePlan } from '../plan/deliver-outcomes.ts';
import type { FitCounts } from '../plan/fit-counts.ts';
import { joinsCustomer, planSideBySide, planSourceRecords } from '../plan/history-plans.ts';
import type { JoinedRow } from '../plan/joined-row.ts';
import { createAppliedOnReader } from '../plan/read-applied-on.ts';
import { createRowKeys, type RowKeys } from '../plan/row-keys.ts';
import { deliversApplications, deliversCustomers } from '../plan/source-roles.ts';
import { type PlanContext, planApplications, planCustomers, type RecordPlan } from '../plan/table-plans.ts';
import type { FaultCounter } from './fault-counter.ts';
import { joinRow, type Lookup, toJoinedRow } from './lookups.ts';
import { createRecordWriter, type RecordWriter } from './record-writer.ts';
import { readSourceRows, type SourceRow } from './source-rows.ts';
import type { Survey } from './survey-rows.ts';
import { TableWriter } from './table-writer.ts';

export interface WritingInputs {
  mapping: Mapping;
  tables: ReadonlyMap<string, readonly RawTable[]>;
  lookups: readonly Lookup[];
  survey: Survey;
  asOf: string;
  sink: DeliverySink;
  faults: FaultCounter;
  fits: FitCounts;
  onRows: (rows: readonly SourceRow[]) => void;
}

export type OutcomeCounts = Record<OutcomeDelivery['kind'], number>;

interface Output {
  write: RecordWriter;
  writer: TableWriter;
}

export class RowWriting {
  readonly outcomes: OutcomeCounts = { good: 0, bad: 0, open: 0, withheld: 0 };
  /** Known outcomes, withheld ones among them. */
  goods = 0;
  bads = 0;
  /** Whether rows are missing of which nobody knows what they are. */
  isPartial = false;
  /** Tables of which a row was refused. */
  readonly refusedTables = new Set<TableName>();
  readonly faults: FaultCounter;
  readonly fits: FitCounts;
  readonly #inputs: WritingInputs;
  readonly #keys: RowKeys;
  readonly #readAppliedOn: (row: JoinedRow) => string | null;
  readonly #resolveOutcome: OutcomePlan;
  readonly #writers = new Map<string, TableWriter>();
  readonly #customers: Output | null;
  readonly #applications: Output | null;
  readonly #laterApplications: Output | null;
  readonly #sideBySide: Output[];
  readonly #records: (Output & { source: number })[];

  constructor(inputs: WritingInputs) {
    const { mapping, asOf, survey, fits } = inputs;
    this.#inputs = inputs;
    this.faults = inputs.faults;
    this.fits = fits;
    this.#keys = createRowKeys(mapping, asOf);
    this.#readAppliedOn = createAppliedOnReader(mapping);
    this.#resolveOutcome = createOutcomePlan(mapping, asOf, survey.outcomesByDay, fits);
    const context: PlanContext = { mapping, asOf, keys: this.#keys, readAppliedOn: this.#readAppliedOn, fits };
    const hasApplications = deliversApplications(mapping);
    this.#customers = deliversCustomers(mapping) ? this.#open(planCustomers(context), asOf) : null;
    this.#sideBySide = planSideBySide(context).map((plan) => this.#open(plan, asOf));
    this.#records = planSourceRecords(context, (id) => survey.customers.get(id) ?? null).map((plan) => ({
      ...this.#open(plan, asOf),
      source: plan.source,
    }));
    this.#applications = hasApplications ? this.#open(planApplications(context), asOf) : null;
    const later = mapping.backtest?.delivered_on;
    this.#laterApplications =
      later && hasApplications ? this.#open(planApplications({ ...context, asOf: later }), later) : null;
  }

  get writers(): TableWriter[] {
    return [...this.#writers.values()];
  }

  /** Gives up: nothing more is written. */
  destroy(): void {
    for (const writer of this.writers) writer.destroy();
  }

  async writeAll(): Promise<void> {
    const { mapping, tables } = this.#inputs;
    for (const [index, source] of mapping.sources.entries()) {
      const records = this.#records.filter((record) => record.source === index);
      if (index > 0 && records.length === 0) continue;
      await this.#writeSource(source, index, tables.get(source.name) ?? [], records);
    }
    this.#writeUnmatchedCustomers();
    for (const writer of this.writers) await writer.flush();
  }

  #open(plan: RecordPlan, asOf: string): Output {
    const key = `${asOf}/${plan.table}`;
    const columns = plan.columns.map(({ name }) => name);
    const writer = this.#writers.get(key) ?? new TableWriter(this.#inputs.sink, asOf, plan.table, columns);
    this.#writers.set(key, writer);
    return { write: createRecordWriter(plan.columns, this.#inputs.faults, plan.deciding), writer };
  }

  async #writeSource(
    source: Source,
    index: number,
    tables: readonly RawTable[],
    records: readonly Output[],
  ): Promise<void> {
    for await (const rows of readSourceRows(source, tables)) {
      this.#inputs.onRows(rows);
      for (const row of rows) {
        const joined = index === 0 ? joinRow(row, this.#inputs.lookups) : toJoinedRow(row, index);
        if (index === 0) this.#writeFirstSource(joined);
        for (const record of records) this.#writeRecord(record, joined);
      }
      for (const writer of this.#writers.values()) await writer.flush();
    }
  }

  #writeFirstSource(row: JoinedRow): void {
    const { survey, faults } = this.#inputs;
    const hasApplication = this.#applications !== null && this.#writeApplication(this.#applications, row);
    if (!survey.newestOfCustomer.has(row.number)) {
      if (!this.#applications && this.#customers) this.#refuseOlderCustomer(row);
      return;
    }
    // Of a refused application its customer and history are still delivered.
    if (this.#customers) this.#writeRecord(this.#customers, row, hasApplication || !this.#applications);
    for (const output of this.#sideBySide) {
      const record = output.write(row);
      if (typeof record === 'string') output.writer.add(record);
      else if (record) faults.countValue(record, row);
    }
  }

  #refuseOlderCustomer(row: JoinedRow): void {
    const reason = this.#keys.readCustomerId(row) === null ? 'customer_id is missing' : OLDER_ROW;
    this.#inputs.faults.refuseRow(null, reason, row);
  }

  /** Returns whether the row became an application. */
  #writeApplication(output: Output, row: JoinedRow): boolean {
    const { survey, faults } = this.#inputs;
    const id = this.#keys.readApplicationId(row);
    if (id !== null && survey.newestOfApplication && !survey.newestOfApplication.has(row.number)) {
      faults.refuseRow(null, OLDER_ROW, row);
      return false;
    }
    const appliedOn = this.#readAppliedOn(row);
    const outcome = id === null || appliedOn === null ? null : this.#resolveOutcome(row, id, appliedOn);
    row.outcome = outcome?.now ?? null;
    if (!this.#writeRecord(output, row)) return false;
    if (outcome) this.#countOutcome(outcome);
    if (outcome?.fault) faults.countValue(outcome.fault, row);
    if (outcome?.later && this.#laterApplications) {
      row.outcome = outcome.later;
      this.#writeRecord(this.#laterApplications, row, false);
    }
    return true;
  }

  #countOutcome({ kind, now, later }: OutcomeDelivery): void {
    this.outcomes[kind] += 1;
    const { defaulted } = later ?? now;
    if (defaulted === 'true') this.bads += 1;
    if (defaulted === 'false') this.goods += 1;
  }

  /** Returns whether the row became a record. */
  #writeRecord({ write, writer }: Output, row: JoinedRow, countsRefusal = true): boolean {
    const record = write(row);
    if (typeof record === 'string') writer.add(record);
    else if (record) {
      this.refusedTables.add(writer.table);
      if (countsRefusal) this.#inputs.faults.refuseRow(record.column || null, record.reason, row);
    }
    return typeof record === 'string';
  }

  /** Customers of a joined file without an application are customers too. */
  #writeUnmatchedCustomers(): void {
    const { mapping, lookups, faults } = this.#inputs;
    for (const lookup of lookups) {
      const isCustomer = this.#customers !== null && joinsCustomer(mapping, lookup.join.with);
      for (const row of lookup.listUnmatched()) {
        if (isCustomer && this.#customers) this.#writeRecord(this.#customers, row);
        else faults.refuseRow(lookup.join.column, 'no row of the first source has this key', row);
      }
    }
  }
}

const OLDER_ROW = 'a newer row has the same key';
