/** The raw files of public data sets with the truth of their columns: Germany, Taiwan, Poland. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { openRawTables } from '../../../lambdas/onboarding/readers/open-raw-tables.ts';
import type { RawExport, TrueColumn } from '../make-export.ts';
import { createMemoryFile } from '../memory-file.ts';

const ROOT = new URL('../../../', import.meta.url);

async function readTables(name: string, path: string) {
  const bytes = readFileSync(new URL(path, ROOT));
  return openRawTables(createMemoryFile(name, path.endsWith('.gz') ? gunzipSync(bytes) : bytes));
}

/** Without a header nobody can say more of a column than what its texts are; the amount and the outcome are asked. */
const GERMAN_NUMBERS = [2, 8, 11, 13, 16, 18];

async function readGerman(): Promise<RawExport> {
  const columns = Array.from({ length: 21 }, (_, at): TrueColumn => {
    const name = `column_${at + 1}`;
    if (at + 1 === 21) return { name, is: 'target' };
    if (at + 1 === 5) return { name, is: 'loan_applications.amount' };
    return { name, is: GERMAN_NUMBERS.includes(at + 1) ? 'number' : 'category' };
  });
  return {
    name: 'german',
    tables: await readTables('german.data', 'data/german/raw/german.data'),
    columns,
    bad: null,
    findings: [],
  };
}

async function readTaiwan(): Promise<RawExport> {
  const tables = await readTables('clients.csv', 'data/taiwan/raw/default_of_credit_card_clients.csv.gz');
  const known: Record<string, TrueColumn['is']> = {
    ID: 'loan_applications.application_id',
    LIMIT_BAL: 'loan_applications.amount',
    SEX: 'customers.sex',
    EDUCATION: 'customers.education_level',
    MARRIAGE: 'customers.marital_status',
    AGE: 'customers.birth_date',
    'default payment next month': 'target',
  };
  // The months of the statements are asked; until then they are numbers.
  const columns = (tables[0]?.columns ?? []).map((name) => ({ name, is: known[name] ?? 'number' }));
  return { name: 'taiwan', tables, columns, bad: ['1'], findings: [] };
}

async function readPoland(): Promise<RawExport> {
  const tables = await readTables('poland.csv', 'testing/onboarding/samples/poland.csv.gz');
  const columns = (tables[0]?.columns ?? []).map(
    (name): TrueColumn => ({ name, is: name === 'bankruptcy' ? 'target' : ['number', 'duplicate'] }),
  );
  return { name: 'poland', tables, columns, bad: ['1'], findings: [] };
}

export const readRealExports = (): Promise<RawExport[]> => Promise.all([readGerman(), readTaiwan(), readPoland()]);
