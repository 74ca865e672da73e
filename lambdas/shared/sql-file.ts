/** Reads SQL statements from the folder sql/, at the root of the repository and of every Lambda bundle. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RiskError } from './errors.ts';
import { ATTRIBUTE_PREFIXES } from './features/attribute-names.ts';
import { PARTITIONS } from './runs/partitions.ts';

/** The SQL file is absent, or its placeholders differ from the given values. */
export class InvalidSqlFile extends RiskError {}

/** Facts that statements share with the code, by their placeholders. */
const SHARED_FACTS = {
  partitions: String(PARTITIONS),
  customer_prefix: ATTRIBUTE_PREFIXES.customers,
  application_prefix: ATTRIBUTE_PREFIXES.loan_applications,
};

const PLACEHOLDER = /\{\{(\w+)\}\}/g;
const texts = new Map<string, string>();

/**
 * Returns the text of `sql/<name>`, for example `readSqlFile('features/bureau.sql', { partition: '03' })`. The shared
 * facts and the two digits of a partition, which are part of a table's name, are substituted; values are parameters of
 * the statement.
 * @throws {InvalidSqlFile} when the file does not exist, a placeholder has no value or a value has no placeholder
 */
export function readSqlFile(name: string, substitutions: { partition?: string } = {}): string {
  const text = texts.get(name) ?? readText(name);
  texts.set(name, text);
  const { partition } = substitutions;
  if (partition !== undefined && !/^\d\d$/.test(partition)) {
    throw new InvalidSqlFile(`sql/${name}: a partition is two digits`);
  }
  const placeholders = new Set(Array.from(text.matchAll(PLACEHOLDER), ([, placeholder]) => placeholder));
  const expected = partition === undefined ? [] : ['partition'];
  if (placeholders.size !== expected.length || !expected.every((placeholder) => placeholders.has(placeholder))) {
    throw new InvalidSqlFile(`sql/${name} has placeholders [${[...placeholders]}], values are given for [${expected}]`);
  }
  return partition === undefined ? text : text.replaceAll('{{partition}}', partition);
}

/** Lists the names of the `.sql` files in `sql/<folder>`, sorted. */
export function listSqlFiles(folder: string): string[] {
  const names = readdirSync(join(findSqlRoot(import.meta.dirname ?? process.cwd()), folder));
  return names.filter((name) => name.endsWith('.sql')).sort();
}

function readText(name: string): string {
  const path = join(findSqlRoot(import.meta.dirname ?? process.cwd()), name);
  if (!existsSync(path)) throw new InvalidSqlFile(`sql/${name} does not exist`);
  let text = readFileSync(path, 'utf8');
  for (const [name, value] of Object.entries(SHARED_FACTS)) text = text.replaceAll(`{{${name}}}`, value);
  return text;
}

/**
 * Finds the nearest folder `sql` at or above a folder: next to the bundle in a Lambda, at the root of the repository.
 */
function findSqlRoot(folder: string): string {
  const root = join(folder, 'sql');
  if (existsSync(root)) return root;
  if (dirname(folder) === folder) throw new InvalidSqlFile('no folder sql above the code');
  return findSqlRoot(dirname(folder));
}
