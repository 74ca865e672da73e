/** Writes one synthetic delivery: the files of the four tables, with dirty rows if requested, and the manifest last. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableName } from '../../lambdas/shared/runs/run.ts';
import { APPLICATION_ATTRIBUTES } from './application.ts';
import { CUSTOMER_ATTRIBUTES } from './customer.ts';
import { COLUMNS, DIRT_KINDS, splitRow } from './dirty-rows.ts';
import type { RandomStream } from './random.ts';
import { TableFiles } from './table-files.ts';

const TABLES = ['customers', 'credit_history', 'transactions', 'loan_applications'] as const;

/** A written dirty row, as dirt.csv lists it. */
export interface DirtyRow {
  as_of: string;
  table: TableName;
  file: string;
  line: number;
  expected: string;
}

export class SyntheticDelivery {
  readonly asOf: string;
  /** Number of written rows, good and dirty. */
  rows = 0;
  readonly #mode: 'full' | 'delta';
  readonly #folder: string;
  readonly #files: Record<TableName, TableFiles>;
  readonly #dirt: { share: number; random: RandomStream; report: (dirt: DirtyRow) => void };
  readonly #turns: Record<TableName, number> = {
    customers: 0,
    credit_history: 0,
    transactions: 0,
    loan_applications: 0,
  };
  readonly #used = new Map<string, number>();
  #dirty = 0;

  constructor(
    out: string,
    { asOf, mode, fileRows }: { asOf: string; mode: 'full' | 'delta'; fileRows: number },
    dirt: { share: number; random: RandomStream; report: (dirt: DirtyRow) => void },
  ) {
    this.asOf = asOf;
    this.#mode = mode;
    this.#folder = join(out, `as_of=${asOf}`);
    this.#dirt = dirt;
    const files = TABLES.map((table) => [table, new TableFiles(this.#folder, table, COLUMNS[table], fileRows)]);
    this.#files = Object.fromEntries(files);
  }

  async begin(): Promise<this> {
    await mkdir(this.#folder, { recursive: true });
    return this;
  }

  add(table: TableName, row: string): void {
    this.#files[table].add(row);
    this.rows += 1;
    if (this.#dirt.share > 0 && this.#dirt.random.next() < this.#dirt.share) this.#addDirty(table, row);
  }

  get isFull(): boolean {
    return TABLES.some((table) => this.#files[table].isFull);
  }

  async flush(): Promise<void> {
    for (const table of TABLES) await this.#files[table].flush();
  }

  /** Completes the files and writes the manifest last. */
  async end(): Promise<void> {
    const entries: [TableName, object][] = [];
    for (const table of TABLES) {
      const files = await this.#files[table].end();
      if (files.length > 0) entries.push([table, { mode: this.#mode, files }]);
    }
    const manifest = {
      as_of: this.asOf,
      currency: 'XTS', // ISO 4217's code for tests
      target: "Made-up data: a random draw by the applicant's true PD",
      tables: Object.fromEntries(entries),
      attributes: { customers: CUSTOMER_ATTRIBUTES, loan_applications: APPLICATION_ATTRIBUTES },
    };
    await writeFile(join(this.#folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }

  #addDirty(table: TableName, row: string): void {
    const kinds = DIRT_KINDS[table];
    const kind = kinds[this.#turns[table]++ % kinds.length] as (typeof kinds)[number];
    const use = `${table}/${kind.expected}`;
    const used = this.#used.get(use) ?? 0;
    if (used >= (kind.limit ?? Number.POSITIVE_INFINITY)) return;
    this.#used.set(use, used + 1);
    const files = this.#files[table];
    this.#dirty += 1;
    // Of two equal keys the first row is rejected: here the good row, which is the previous one.
    const { file, line } = kind.expected === 'duplicate_key' ? files.lastPosition : files.nextPosition;
    files.add(kind.buildRow(splitRow(row), this.#dirty));
    this.rows += 1;
    this.#dirt.report({ as_of: this.asOf, table, file, line, expected: kind.expected });
  }
}
