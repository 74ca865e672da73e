/**
 * Generates, from a seed, rows that two engines could read differently: unknown values, several versions, late
 * statements, times at the edges of windows, amounts from a cent to the largest, texts with tabs, quotes, backslashes.
 */
import type { Client } from 'pg';
import { PARTITIONS } from '../../lambdas/shared/runs/partitions.ts';
import { buildRunId, buildSourceColumns, insertRows, type Row } from '../database/rows.ts';
import { createRandom, type SeededRandom } from '../random.ts';

/** The day of the run that both engines build. */
export const AS_OF = '2024-07-01';
const DAY_MILLISECONDS = 86_400_000;

const TEXTS = [
  'employed',
  'a\tb',
  'line\nbreak\r',
  'back\\slash',
  '\\N',
  '\\t',
  'quote"\'',
  '',
  'über, 東京',
  '{}',
  'a\b\f\v',
];
const NUMBERS = [0, 1, -1, 12.5, 0.1, 1e-7, 123_456_789_012_345, -0.003, 1e20];
const FIRST_DAYS = ['1900-01-01', '1960-02-29', '1999-12-31', '2000-02-29', '2024-06-30', AS_OF, '2024-07-02'];
const MONEY = [0, 0.01, 0.03, 1, 99.99, 1000, 33_333.33, 123_456.78, 999_999.99, 5_000_000, 999_999_999_000];
/** The largest numeric(14,2). Divided by a cent it gives a ratio of fourteen digits. */
const LARGEST = 999_999_999_999.99;
const EDGES = ['30', '90', '180'].flatMap((days) => [-1, 0, 1].map((microseconds) => ({ days, microseconds })));

class RowGenerator {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  below(count: number): number {
    return this.#random.below(count);
  }

  pick<Value>(values: readonly Value[]): Value {
    return this.#random.pick(values);
  }

  /** Returns the value in four of five cases, otherwise null. */
  orNull<Value>(value: Value): Value | null {
    return this.#random.chance(0.2) ? null : value;
  }

  drawMoney(): number {
    return this.pick(MONEY) + this.below(10_000) / 100;
  }

  /** Draws a day from `min` to `max` days after the run's as-of date. */
  drawDay(min: number, max: number): string {
    const days = min + this.below(max - min + 1);
    return new Date(Date.parse(AS_OF) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
  }

  /** Soft-deletes some rows, as a full delivery without them does. */
  drawEndedOn(): Row {
    return { ended_on: this.below(6) === 0 ? this.pick(['2024-02-01', AS_OF, '2024-08-01']) : null };
  }

  drawAttributes(): Row {
    const all: Row = {
      housing: this.pick(TEXTS),
      points: this.pick(NUMBERS),
      'region. code': this.pick(TEXTS),
      tribe: 'x',
    };
    return Object.fromEntries(Object.entries(all).filter(() => this.#random.chance(0.7)));
  }

  drawCustomer(customer_id: string, valid_from: string): Row {
    return {
      ...{
        customer_id,
        valid_from,
        sex: this.orNull(this.pick(['f', 'm'])),
        marital_status: this.orNull(this.pick(TEXTS)),
      },
      ...{
        birth_date: this.orNull(this.pick([...FIRST_DAYS, this.drawDay(-30_000, -6000)])),
        country: this.orNull('TW'),
      },
      ...{ education_level: this.orNull(this.pick(TEXTS)), employment_status: this.orNull(this.pick(TEXTS)) },
      ...{ dependants: this.orNull(this.below(5)), annual_income: this.orNull(this.drawMoney()) },
      ...{ employment_start_date: this.orNull(this.pick([...FIRST_DAYS, this.drawDay(-4000, 10)])) },
      ...{ residence_status: this.orNull('owner'), residence_since: this.orNull(this.pick(FIRST_DAYS)) },
      ...{ attributes: this.drawAttributes(), ...this.drawEndedOn(), ...buildSourceColumns(1) },
    };
  }

  drawStatement(customer_id: string, as_of: string): Row {
    const drawAmount = () => this.orNull(this.drawMoney());
    return {
      ...{
        customer_id,
        as_of,
        credit_score: this.orNull(300 + this.below(550)),
        open_accounts: this.orNull(this.below(9)),
      },
      ...{
        credit_limit: this.pick([drawAmount(), drawAmount(), 0, 0.01, 300_000]),
        balance: this.pick([drawAmount(), drawAmount(), -12.34, 0, LARGEST, -LARGEST]),
      },
      ...{ payment_due: this.pick([drawAmount(), null, 0]), payment_made: drawAmount() },
      ...{ months_past_due: this.orNull(this.below(6) - 2), delinquencies_24m: this.orNull(this.below(3)) },
      ...{ inquiries_6m: this.orNull(this.below(4)), public_records: this.orNull(this.below(2)) },
      ...{ oldest_account_date: this.orNull(this.pick(FIRST_DAYS)), ...this.drawEndedOn(), ...buildSourceColumns(1) },
    };
  }

  drawTransaction(customer_id: string, transaction_id: string, booked_at: string | null): Row {
    const amount = this.pick([
      this.drawMoney(),
      -this.drawMoney(),
      -this.drawMoney(),
      5_000_000.01,
      5_000_000.02,
      -0.01,
      LARGEST,
      -LARGEST,
    ]);
    return {
      ...{ customer_id, transaction_id, booked_at, amount: this.orNull(amount) },
      ...{ kind: this.orNull(this.pick(['salary', 'cash', 'card', 'a\tb'])), balance_after: this.orNull(amount / 2) },
      ...this.drawEndedOn(),
      ...buildSourceColumns(1),
    };
  }

  drawApplication(application_id: string, customer_id: string, applied_at: string, valid_from: string): Row {
    const outcome = this.pick([
      { status: 'received', defaulted: null, outcome_date: null },
      { status: 'active', defaulted: null, outcome_date: null },
      { status: 'closed', defaulted: true, outcome_date: '2024-06-30' },
      { status: 'closed', defaulted: false, outcome_date: '2024-06-30' },
      { status: 'closed', defaulted: true, outcome_date: null },
      { status: null, defaulted: false, outcome_date: '2024-06-30' },
      // Known from the run's own day on, and known later: until then the application is open.
      { status: 'received', defaulted: true, outcome_date: AS_OF },
      { status: 'received', defaulted: true, outcome_date: '2024-07-02' },
      { status: 'closed', defaulted: false, outcome_date: '2024-07-02' },
    ]);
    return {
      ...{ application_id, customer_id, applied_at, valid_from, amount: this.drawMoney(), ...outcome },
      ...{ term_months: this.orNull(1 + this.below(360)), purpose: this.orNull(this.pick(TEXTS)) },
      ...{ annual_rate: this.orNull(this.pick([0, 0.0001, 0.12, 0.059999, 1.999999])) },
      ...{
        monthly_debt_payments: this.orNull(this.drawMoney()),
        collateral_value: this.orNull(this.pick([0, this.drawMoney()])),
      },
      ...{ attributes: this.drawAttributes(), ...this.drawEndedOn(), ...buildSourceColumns(1) },
    };
  }
}

/** Lists times just before, at and just after the window edges of a time, formatted by PostgreSQL. */
const listTimesAroundEdges = async (client: Client, time: string): Promise<string[]> => {
  const { rows } = await client.query(
    `select cast(cast($1 as timestamp) - make_interval(days => e.days) + e.microseconds * interval '1 microsecond' as text) as at
     from jsonb_to_recordset($2) as e (days integer, microseconds integer)`,
    [time, JSON.stringify([...EDGES, { days: 0, microseconds: 0 }, { days: 0, microseconds: -1 }])],
  );
  return rows.map(({ at }) => at);
};

const DECLARED_ATTRIBUTES: Row[] = [
  ['customers', 'housing', 'category', 'model'],
  ['customers', 'points', 'number', 'model'],
  ['customers', 'region. code', 'category', 'model'],
  ['customers', 'tribe', 'category', 'fairness'],
  ['loan_applications', 'points', 'number', 'model'],
  ['loan_applications', 'housing', 'category', 'fairness'],
  ['loan_applications', 'tribe', 'category', 'ignore'],
  ['loan_applications', 'never delivered', 'number', 'model'],
].map(([table_name, name, type, use]) => ({ table_name, name, type, use, run_id: buildRunId(1) }));

/** The partitions that have customers. Few, so that a test is quick and most partitions are empty, as a small lender's. */
export const INHABITED_PARTITIONS = [0, 3, 11];

async function chooseCustomerIds(client: Client, count: number): Promise<string[]> {
  const { rows } = await client.query(
    `select id from generate_series(1, 20 * $1) n, concat('c', n) id
     where exists (select from unnest($2::int[]) p where satisfies_hash_partition('staging.credit_history'::regclass, ${PARTITIONS}, p, id))
     order by n limit $1`,
    [count, INHABITED_PARTITIONS],
  );
  return rows.map(({ id }) => id);
}

/** Fills staging with this many generated customers. */
export async function deliverDifficultLender(client: Client, customers: number, seed: number): Promise<void> {
  const lender = new RowGenerator(seed);
  const tables: Record<string, Row[]> = { customers: [], credit_history: [], transactions: [], loan_applications: [] };
  const ids = await chooseCustomerIds(client, customers);
  for (const [n, id] of ids.entries()) {
    const applied_at = `${lender.drawDay(-400, 5)} ${lender.pick(['00:00:00', '10:00:00', '23:59:59.999999'])}`;
    // Some applications belong to customers that are delivered later, or never.
    const versions = new Set(
      lender.below(20) === 0 ? [] : [lender.drawDay(-500, 0), lender.drawDay(-100, 40)].slice(lender.below(2)),
    );
    for (const valid_from of versions) tables.customers?.push(lender.drawCustomer(id, valid_from));
    // Some customers have no application, statement or transaction.
    if (lender.below(15) === 0) continue;
    const applications = new Set([lender.drawDay(-300, 0), lender.drawDay(-200, 10)].slice(lender.below(2)));
    for (const valid_from of applications) {
      // Some versions correct the customer too, who can be in another partition.
      const customer_id = lender.below(8) === 0 ? lender.pick(ids) : id;
      tables.loan_applications?.push(lender.drawApplication(`a${n}`, customer_id, applied_at, valid_from));
    }
    const statements = new Set([
      applied_at.slice(0, 10),
      ...Array.from({ length: lender.below(12) }, () => lender.drawDay(-500, 30)),
    ]);
    for (const as_of of lender.below(8) === 0 ? [] : statements) {
      tables.credit_history?.push(lender.drawStatement(id, as_of));
    }
    const edges = lender.below(3) === 0 ? await listTimesAroundEdges(client, lender.pick([applied_at, AS_OF])) : [];
    const times = [
      ...edges,
      ...Array.from({ length: lender.below(15) }, () => `${lender.drawDay(-250, 5)} 12:34:56.789012`),
    ];
    // Two transactions at the same time, so that no feature may depend on their order.
    for (const [i, time] of [...times, ...times.slice(0, 1)].entries()) {
      tables.transactions?.push(lender.drawTransaction(id, `t${i}`, lender.below(30) === 0 ? null : time));
    }
  }
  for (const [table, rows] of Object.entries(tables)) await insertRows(client, `staging.${table}`, rows);
  await insertRows(client, 'staging.attributes', DECLARED_ATTRIBUTES);
}
