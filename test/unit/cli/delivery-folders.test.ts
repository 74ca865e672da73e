/** Deliveries on disk: a folder of a day that does not exist is named, and the others are found. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { findDeliveries, NoDeliveries } from '../../../cli/journey/delivery-folders.ts';
import { InvalidOptions } from '../../../cli/terminal/command.ts';
import { parseDay } from '../../../cli/terminal/parse-values.ts';

let directory: string;
let printed: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'risk-deliveries-'));
  printed = [];
  jest.spyOn(console, 'error').mockImplementation((line) => void printed.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

function addFolder(name: string): void {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, 'manifest.json'), '{}');
}

test('31 April between two days is left out by its name', async () => {
  for (const name of ['as_of=2024-04-30', 'as_of=2024-04-31', 'as_of=2024-05-31', 'notes']) addFolder(name);
  const found = await findDeliveries(directory);
  expect(found.map(({ asOf }) => asOf)).toEqual(['2024-04-30', '2024-05-31']);
  expect(printed).toEqual([expect.stringMatching(/as_of=2024-04-31 is left out: name it as_of=YYYY-MM-DD/)]);
});

test('a folder with such days alone holds no delivery, and the error names them', async () => {
  for (const name of ['as_of=2023-02-29', 'as_of=2024-4-30']) addFolder(name);
  const error = await findDeliveries(directory).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(NoDeliveries);
  expect(error.message).toMatch(/as_of=2023-02-29, as_of=2024-4-30/);
});

test.each(['2024-04-31', '0000-01-01', '2024-4-30', '20240430', '2024-04-30T00:00', ''])(
  'an option refuses the day "%s"',
  (day) => {
    expect(() => parseDay('from', day)).toThrow(InvalidOptions);
  },
);
