/** Keeps the rows of the sources that are joined to the first one, by key. Each such source is held in memory. */

import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { Mapping, Source } from '../../contract/mapping.ts';
import type { RawTable } from '../../contract/raw-file.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { createColumnReader } from '../plan/find-columns.ts';
import type { JoinedRow, RawValues } from '../plan/joined-row.ts';
import { isLookup } from '../plan/source-roles.ts';
import { UNFIT } from '../read-value.ts';
import { readSourceRows, type SourceRow } from './source-rows.ts';

/** A map of V8 holds 16.7 million keys. */
const MAX_LOOKUP_ROWS = 16_000_000;

type Join = NonNullable<Source['join']>;

export class Lookup {
  readonly source: number;
  readonly join: Join;
  readonly #readKey: (row: JoinedRow) => string | null;
  readonly #placeInFirst: (values: RawValues) => RawValues;
  readonly #positions = new Map<string, number>();
  /** Values as JSON: one text holds no part of the file's buffers in memory. */
  readonly #values: string[] = [];
  readonly #places: { file: string; line: number }[] = [];
  readonly #matched = new Set<number>();

  constructor(mapping: Mapping, source: number, join: Join) {
    this.source = source;
    this.join = join;
    this.#readKey = createJoinReader(mapping, 0, join.with);
    const from = mapping.sources[source]?.columns.findIndex(({ column }) => column === join.column) ?? -1;
    const columns = mapping.sources[0]?.columns ?? [];
    this.#placeInFirst = (values) =>
      columns.map(({ column }) => (column === join.with ? (values[from] ?? null) : null));
  }

  /** Rows whose key an earlier row has. */
  repeats = 0;

  get size(): number {
    return this.#values.length;
  }

  /** The last row of a key counts. */
  add(key: string, { file, line, values }: SourceRow): void {
    const known = this.#positions.get(key);
    if (known !== undefined) this.repeats += 1;
    const position = known ?? this.#values.length;
    if (known === undefined) this.#positions.set(Buffer.from(key).toString(), position);
    this.#values[position] = JSON.stringify(values);
    this.#places[position] = { file, line };
  }

  find(row: JoinedRow): RawValues | undefined {
    const key = this.#readKey(row);
    const position = key === null ? undefined : this.#positions.get(key);
    if (position === undefined) return undefined;
    this.#matched.add(position);
    return JSON.parse(this.#values[position] as string) as RawValues;
  }

  /** Rows that no row of the first source has found, with their key where the first source would have it. */
  *listUnmatched(): Generator<JoinedRow> {
    for (const [position, text] of this.#values.entries()) {
      if (this.#matched.has(position)) continue;
      const { file, line } = this.#places[position] as { file: string; line: number };
      const values = JSON.parse(text) as RawValues;
      const row = toJoinedRow({ file, line, number: position + 1, values }, this.source);
      yield { ...row, sources: Object.assign([...row.sources], { 0: this.#placeInFirst(values) }) };
    }
  }
}

/** Reads every source that is looked up. */
export async function readLookups(
  mapping: Mapping,
  tables: ReadonlyMap<string, readonly RawTable[]>,
  onRows: (rows: readonly SourceRow[]) => void,
): Promise<Lookup[]> {
  const lookups: Lookup[] = [];
  for (const [index, source] of mapping.sources.entries()) {
    const { join } = source;
    if (!join || !isLookup(mapping, index)) continue;
    const lookup = new Lookup(mapping, index, join);
    const readKey = createJoinReader(mapping, index, join.column);
    for await (const rows of readSourceRows(source, tables.get(source.name) ?? [])) {
      onRows(rows);
      for (const row of rows) {
        const key = readKey(toJoinedRow(row, index));
        if (key !== null) lookup.add(key, row);
        if (lookup.size > MAX_LOOKUP_ROWS) {
          const most = `${formatCountOf(MAX_LOOKUP_ROWS, 'row')} can be looked up by key`;
          throw new RawFileRefused('RawFileTooLarge', `source ${source.name}: ${most}; join the files before`);
        }
      }
    }
    lookups.push(lookup);
  }
  return lookups;
}

function createJoinReader(mapping: Mapping, source: number, name: string): (row: JoinedRow) => string | null {
  const index = mapping.sources[source]?.columns.findIndex(({ column }) => column === name) ?? -1;
  const column = mapping.sources[source]?.columns[index];
  if (!column)
    throw new RawFileRefused(
      'InvalidMapping',
      `source ${mapping.sources[source]?.name} has no column ${name} to join by`,
    );
  const read = createColumnReader({ source, index, mapping: column });
  return (row) => {
    const value = read(row);
    return value === UNFIT ? null : value;
  };
}

/** A row of one source alone. */
export function toJoinedRow({ file, line, number, values }: SourceRow, source: number): JoinedRow {
  const sources: (RawValues | undefined)[] = [];
  sources[source] = values;
  return { file, line, number, sources, outcome: null };
}

/** A row of the first source with what the lookups know about it. */
export function joinRow(row: SourceRow, lookups: readonly Lookup[]): JoinedRow {
  const joined = {
    file: row.file,
    line: row.line,
    number: row.number,
    sources: [row.values] as (RawValues | undefined)[],
    outcome: null,
  };
  for (const lookup of lookups) joined.sources[lookup.source] = lookup.find(joined);
  return joined;
}
