/** Compares the PDs of this device with those of the training, on the made-up rows that every model has. */

import type { OfflineScorer } from '../lambdas/shared/edge/score-offline.ts';
import { runGraph } from '../lambdas/shared/model/run-graph.ts';

/** The rows and Python's PDs, as the training wrote them. */
export const PARITY_FILE = 'parity.csv';

/** The model's gate `parity` has the same bound. */
const TOLERANCE = 1e-5;

export interface DeviceCheck {
  rows: number;
  /** The largest difference of a PD. */
  difference: number;
  passed: boolean;
}

/** Scores the rows. Undefined where the bundle has none. */
export async function checkDevice({ files, model }: OfflineScorer): Promise<DeviceCheck | undefined> {
  const bytes = files.get(PARITY_FILE);
  if (!bytes) return undefined;
  const rows = parseRows(new TextDecoder().decode(bytes), model.manifest.inputs);
  const { pd } = await runGraph(
    model,
    rows.map(({ record }) => record),
  );
  const difference = Math.max(...rows.map((row, i) => Math.abs(row.pd - (pd[i] ?? Number.NaN))));
  return { rows: rows.length, difference, passed: difference <= TOLERANCE };
}

interface ParityRow {
  record: Record<string, number | string | null>;
  pd: number;
}

function parseRows(text: string, inputs: { num: readonly string[]; cat: readonly string[] }): ParityRow[] {
  const [header = [], ...lines] = readCsv(text);
  const column = new Map(header.map((name, i) => [name, i]));
  return lines.map((line) => {
    const field = (name: string) => line[column.get(name) ?? -1] ?? '';
    const numbers = inputs.num.map((name) => [name, field(name) === '' ? null : Number(field(name))]);
    const categories = inputs.cat.map((name) => [name, field(name)]);
    return { record: Object.fromEntries([...numbers, ...categories]), pd: Number(field('pd')) };
  });
}

/** Reads RFC 4180, whose quoted fields may hold commas, quotes and line breaks. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}
