/** The number of hash partitions stands in partitions.ts. SQL, the migration and Spark state the same number. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PARTITION_NAMES, PARTITIONS } from '../../../lambdas/shared/runs/partitions.ts';

const findNumbers = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, number]) => Number(number));

test('every statement that selects the customers of a partition has this number', () => {
  const statements = globSync('sql/**/*.sql', { exclude: (path) => path.endsWith('migrations') });
  const numbers = statements.flatMap((path) =>
    findNumbers(readFileSync(path, 'utf8'), /satisfies_hash_partition\([^,]+, (\d+), \{\{partition\}\}/g),
  );
  expect(numbers.length).toBeGreaterThan(0);
  expect(new Set(numbers)).toEqual(new Set([PARTITIONS]));
});

test('the migration creates the partitions with these names', () => {
  const migration = readFileSync('sql/migrations/0001_staging.sql', 'utf8');
  expect(findNumbers(migration, /modulus (\d+)/g)).toEqual([PARTITIONS]);
  expect(new Set(findNumbers(migration, /for remainder in 0\.\.(\d+)/g))).toEqual(new Set([PARTITIONS - 1]));
  expect(PARTITION_NAMES).toHaveLength(PARTITIONS);
  expect([PARTITION_NAMES[0], PARTITION_NAMES.at(-1)]).toEqual(['00', String(PARTITIONS - 1)]);
});

test('Spark builds this number of partitions', () => {
  expect(findNumbers(readFileSync('spark/features.py', 'utf8'), /^PARTITIONS = (\d+)$/gm)).toEqual([PARTITIONS]);
});
