/** Migrations run in the order of their numbers, so no two have the same one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

test('every migration has a number of its own, and a name', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../sql/migrations'));
  expect(files.filter((file) => !/^\d{4}_[a-z_]+\.sql$/.test(file))).toEqual([]);
  const numbers = files.map((file) => file.slice(0, 4));
  expect(numbers.filter((number, place) => numbers.indexOf(number) !== place)).toEqual([]);
});
