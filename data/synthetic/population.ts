/**
 * Writes all deliveries in one pass over the customers. It simulates each customer's months in order and writes a month
 * to the delivery that follows it, so that only one customer is in memory at a time.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { drawApplication, formatClosedRow, formatOpenRow, type SyntheticApplication } from './application.ts';
import { drawCustomer, formatCustomerRow, type SyntheticCustomer } from './customer.ts';
import { SyntheticDelivery } from './delivery.ts';
import { addMonths, formatDay, parseDay } from './format.ts';
import { bookMonth, drawStatementRow, HISTORY_MONTHS, openAccounts } from './history.ts';
import { NO_DRIFT, type SyntheticOptions } from './options.ts';
import { RandomStream } from './random.ts';

/** Share of the first delivery's applications whose outcome is delivered in the second. */
const OPEN_SHARE = 0.2;
/** Share of the customers who apply again in a later month. */
const APPLY_AGAIN_SHARE = 0.1;

const RANDOM_STREAM = { customer: 1, applications: 2, months: 3, dirt: 4, count: 5 };

export interface PopulationSummary {
  deliveries: { asOf: string; rows: number }[];
  applications: number;
  defaults: number;
  truth: string;
  dirt: string | null;
}

export interface GenerationProgress {
  customers: number;
  rows: number;
}

/** Writes the deliveries, the true PDs and the list of dirty rows to `options.out`. */
export async function writePopulation(
  options: SyntheticOptions,
  onProgress: (progress: GenerationProgress) => void = () => {},
): Promise<PopulationSummary> {
  await mkdir(options.out, { recursive: true });
  const truth = await CsvFile.open(
    join(options.out, 'truth.csv'),
    'application_id,customer_id,applied_at,true_pd,defaulted',
  );
  const dirt =
    options.dirty > 0 ? await CsvFile.open(join(options.out, 'dirt.csv'), 'as_of,table,file,line,expected') : null;
  const deliveries: SyntheticDelivery[] = [];
  for (let i = 0; i < options.days; i += 1) {
    const delivery = new SyntheticDelivery(
      options.out,
      { asOf: formatDay(addMonths(options.asOf, i)), mode: i === 0 ? 'full' : 'delta', fileRows: options.fileRows },
      {
        share: options.dirty,
        random: new RandomStream().seed(options.seed, i, RANDOM_STREAM.dirt),
        report: ({ as_of, table, file, line, expected }) => dirt?.add(`${as_of},${table},${file},${line},${expected}`),
      },
    );
    deliveries.push(await delivery.begin());
  }
  const writer = new PopulationWriter(options, deliveries, truth);
  for (let index = 0; index < options.customers; index += 1) {
    writer.write(index);
    for (const part of [...deliveries, truth, ...(dirt ? [dirt] : [])]) if (part.isFull) await part.flush();
    if (index % 1000 === 0) onProgress({ customers: index, rows: deliveries.reduce((sum, { rows }) => sum + rows, 0) });
  }
  for (const delivery of deliveries) await delivery.end();
  await truth.end();
  await dirt?.end();
  return {
    deliveries: deliveries.map(({ asOf, rows }) => ({ asOf, rows })),
    applications: writer.applications,
    defaults: writer.defaults,
    truth: truth.path,
    dirt: dirt?.path ?? null,
  };
}

class PopulationWriter {
  applications = 0;
  defaults = 0;
  readonly #options: SyntheticOptions;
  readonly #deliveries: SyntheticDelivery[];
  readonly #truth: CsvFile;
  /** First day of each month and of the month after the last. */
  readonly #months: number[];
  readonly #random = new RandomStream();
  #transactions = 0;

  constructor(options: SyntheticOptions, deliveries: SyntheticDelivery[], truth: CsvFile) {
    this.#options = options;
    this.#deliveries = deliveries;
    this.#truth = truth;
    const months = HISTORY_MONTHS + options.days;
    this.#months = Array.from({ length: months }, (_, month) => addMonths(options.asOf, month - HISTORY_MONTHS));
  }

  /** Simulates one customer through all months. */
  write(index: number): void {
    const { seed, asOf, days } = this.#options;
    const random = this.#random.seed(seed, index, RANDOM_STREAM.customer);
    const customer = drawCustomer(random, index, parseDay(asOf));
    const accounts = openAccounts(random, customer);
    const draws = this.#drawApplicationMonths(customer);
    const count = this.#countTransactions(index);
    random.seed(seed, index, RANDOM_STREAM.months);
    this.#deliveries[0]?.add('customers', formatCustomerRow(customer, customer.income));
    for (let month = 0; month < HISTORY_MONTHS + days - 1; month += 1) {
      const [from, to] = [this.#months[month] as number, this.#months[month + 1] as number];
      const number = Math.max(0, month - HISTORY_MONTHS + 1);
      const delivery = this.#deliveries[number] as SyntheticDelivery;
      const drift = number > 0 ? this.#options.drift : NO_DRIFT;
      // Each month of the first delivery gets its part of the exact count.
      const turn = month % HISTORY_MONTHS;
      const booked = Math.floor(((turn + 1) * count) / HISTORY_MONTHS) - Math.floor((turn * count) / HISTORY_MONTHS);
      const draw = draws.get(month);
      if (draw !== undefined) {
        if (number > 0) {
          accounts.income = Math.round(customer.income * (1.02 + 0.03 * draw) * (1 + drift.income));
          delivery.add('customers', formatCustomerRow(customer, accounts.income));
        }
        this.#apply(customer, accounts, { month, from, to, drift });
      }
      bookMonth(random, customer, accounts, { from, to, count: booked, drift }, (row) => {
        this.#transactions += 1;
        delivery.add('transactions', `T${String(this.#transactions).padStart(10, '0')},${row}`);
      });
      delivery.add('credit_history', drawStatementRow(random, customer, accounts, { day: to - 1, drift }));
    }
  }

  /** Draws the months in which the customer applies, each with a random number. */
  #drawApplicationMonths({ index }: SyntheticCustomer): Map<number, number> {
    const random = new RandomStream().seed(this.#options.seed, index, RANDOM_STREAM.applications);
    const isOpen = random.next() < OPEN_SHARE;
    const months = new Map([[isOpen ? HISTORY_MONTHS - 1 : HISTORY_MONTHS - 2, random.next()]]);
    for (let delivery = 1; delivery < this.#options.days; delivery += 1) {
      if (random.next() < APPLY_AGAIN_SHARE) months.set(HISTORY_MONTHS - 1 + delivery, random.next());
    }
    return months;
  }

  #apply(
    customer: SyntheticCustomer,
    accounts: Parameters<typeof drawApplication>[2],
    { month, from, to, drift }: { month: number; from: number; to: number; drift: SyntheticOptions['drift'] },
  ): void {
    const random = new RandomStream().seed(this.#options.seed, customer.index, 1000 + month);
    const id = `A${customer.id.slice(1)}-${month - HISTORY_MONTHS + 3}`;
    const application = drawApplication(random, customer, accounts, { id, day: from + random.below(to - from), drift });
    this.#deliver(application, month);
    this.#truth.add(
      `${id},${customer.id},${application.appliedAt},${application.truePd.toFixed(6)},${application.defaulted}`,
    );
    this.applications += 1;
    if (application.defaulted) this.defaults += 1;
  }

  /** Delivers an application: open first and later with its outcome, or at once with it if it is old enough. */
  #deliver(application: SyntheticApplication, month: number): void {
    const first = Math.max(0, month - HISTORY_MONTHS + 1);
    const isOpen = month >= HISTORY_MONTHS - 1;
    const closing = isOpen ? this.#deliveries[first + 1] : this.#deliveries[0];
    if (isOpen) this.#deliveries[first]?.add('loan_applications', formatOpenRow(application));
    if (application.isDeclined) {
      if (!isOpen) this.#deliveries[0]?.add('loan_applications', formatOpenRow(application));
    } else closing?.add('loan_applications', formatClosedRow(application, parseDay(closing.asOf)));
  }

  /** Counts a customer's transactions: `transactions` over all customers, moved between pairs of neighbours. */
  #countTransactions(index: number): number {
    const { customers, transactions, seed } = this.#options;
    const countShare = (i: number) =>
      Math.floor(((i + 1) * transactions) / customers) - Math.floor((i * transactions) / customers);
    const ownShare = countShare(index);
    const other = index ^ 1;
    if (other >= customers) return ownShare;
    const moved = Math.floor(
      0.6 *
        new RandomStream().seed(seed, index >> 1, RANDOM_STREAM.count).next() *
        Math.min(ownShare, countShare(other)),
    );
    return index < other ? ownShare + moved : ownShare - moved;
  }
}

/** An uncompressed CSV file next to the deliveries. */
class CsvFile {
  readonly path: string;
  readonly #stream: ReturnType<typeof createWriteStream>;
  #text: string;

  private constructor(path: string, header: string) {
    this.path = path;
    this.#stream = createWriteStream(path);
    this.#text = `${header}\n`;
  }

  static async open(path: string, header: string): Promise<CsvFile> {
    const lines = new CsvFile(path, header);
    await once(lines.#stream, 'open');
    return lines;
  }

  add(line: string): void {
    this.#text += `${line}\n`;
  }

  get isFull(): boolean {
    return this.#text.length > 64 * 1024;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    await this.flush();
    this.#stream.end();
    await finished(this.#stream);
  }
}
