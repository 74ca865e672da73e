/** The number of hash partitions stands in partitions.ts alone; the applied migration states the same number. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PARTITION_NAMES, PARTITIONS } from '../../../lambdas/shared/runs/partitions.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';

const findNumbers = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, number]) => Number(number));

test('every statement that selects the customers of a partition gets this number from readSqlFile', () => {
  const statements = globSync('sql/**/*.sql', { exclude: (path) => path.endsWith('migrations') });
  const moduli = statements.flatMap((path) =>
    Array.from(
      readFileSync(path, 'utf8').matchAll(/satisfies_hash_partition\([^,]+, ([^,]+),/g),
      ([, modulus]) => modulus,
    ),
  );
  expect(moduli.length).toBeGreaterThan(0);
  expect(new Set(moduli)).toEqual(new Set(['{{partitions}}']));
  const spine = readSqlFile('features/customer_spine.sql', { partition: '03' });
  expect(findNumbers(spine, /satisfies_hash_partition\([^,]+, (\d+), 03/g)).toEqual([PARTITIONS]);
});

test('the migration creates the partitions with these names', () => {
  const migration = readFileSync('sql/migrations/0001_staging.sql', 'utf8');
  expect(findNumbers(migration, /modulus (\d+)/g)).toEqual([PARTITIONS]);
  expect(new Set(findNumbers(migration, /for remainder in 0\.\.(\d+)/g))).toEqual(new Set([PARTITIONS - 1]));
  expect(PARTITION_NAMES).toHaveLength(PARTITIONS);
  expect([PARTITION_NAMES[0], PARTITION_NAMES.at(-1)]).toEqual(['00', String(PARTITIONS - 1)]);
});

test('the workflow has a substitution in the place of this number, and Spark reads it from its plan', () => {
  const workflow = readFileSync('statemachines/daily-etl-features.asl.json', 'utf8');
  const items = Array.from(workflow.matchAll(/"Items": "([^"]*)"/g), ([, expression]) => expression);
  expect(items.length).toBeGreaterThan(0);
  for (const expression of items) expect(expression).toMatch(/^\{% \[0\.\.\$\{Partitions\} - 1\] %\}$/);
  expect(readFileSync('spark/features.py', 'utf8')).not.toMatch(new RegExp(`\\b${PARTITIONS}\\b`));
});
