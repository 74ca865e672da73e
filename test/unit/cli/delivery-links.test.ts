/** Deliveries on disk: links count as what they lead to, and what a manifest names but is no file is named with its reason. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDeliveries, ManifestMissing, NoDeliveries } from '../../../cli/journey/delivery-folders.ts';
import { PathNotUsable } from '../../../cli/terminal/usable-paths.ts';

let data: string;
let day: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'risk-deliveries-'));
  day = join(data, 'as_of=2024-05-31');
  mkdirSync(day);
  writeFileSync(join(day, 'manifest.json'), JSON.stringify({ files: [{ name: 'customers.csv' }] }));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const find = async () => (await findDeliveries(data)).map(({ asOf, files }) => [asOf, files.toSorted()]);

test('a file, a link to a file, and a day that is a link are landed', async () => {
  writeFileSync(join(data, 'elsewhere.csv'), 'a');
  symlinkSync('../elsewhere.csv', join(day, 'customers.csv'));
  writeFileSync(join(day, 'more.csv'), 'b');
  symlinkSync('as_of=2024-05-31', join(data, 'as_of=2024-06-30'));
  const files = ['customers.csv', 'more.csv'];
  expect(await find()).toEqual([
    ['2024-05-31', files],
    ['2024-06-30', files],
  ]);
});

test('folders, devices and dangling links that the manifest does not name are left out', async () => {
  writeFileSync(join(day, 'customers.csv'), 'a');
  mkdirSync(join(day, 'old'));
  symlinkSync('user@host.1234', join(day, '.#customers.csv')); // the lock of an editor
  symlinkSync('/dev/null', join(day, 'device'));
  expect(await find()).toEqual([['2024-05-31', ['customers.csv']]]);
});

test.each<[string, () => void, RegExp]>([
  [
    'a link to nothing',
    () => symlinkSync('/nowhere/c.csv', join(day, 'customers.csv')),
    /link to \/nowhere\/c.csv, which does not/,
  ],
  ['a link to itself', () => symlinkSync('customers.csv', join(day, 'customers.csv')), /leads to itself/],
  ['a link to a folder', () => symlinkSync('/tmp', join(day, 'customers.csv')), /it is a folder: name a file/],
  ['a folder', () => mkdirSync(join(day, 'customers.csv')), /it is a folder/],
  ['a device', () => symlinkSync('/dev/null', join(day, 'customers.csv')), /it is a pipe or a device/],
])('%s that the manifest names is refused by its true reason', async (_, make, reason) => {
  make();
  await expect(find()).rejects.toThrow(PathNotUsable);
  await expect(find()).rejects.toThrow(reason);
  await expect(find()).rejects.toThrow(/customers\.csv/);
});

test.each<[string, () => void, new (message: string) => Error]>([
  ['a day that is a file', () => writeFileSync(join(data, 'as_of=2024-01-31'), ''), PathNotUsable],
  ['a day that is a dangling link', () => symlinkSync('gone', join(data, 'as_of=2024-01-31')), PathNotUsable],
  [
    'a manifest that is a folder',
    () => mkdirSync(join(data, 'as_of=2024-01-31/manifest.json'), { recursive: true }),
    PathNotUsable,
  ],
  ['a day without a manifest', () => mkdirSync(join(data, 'as_of=2024-01-31')), ManifestMissing],
])('%s is refused', async (_, make, error) => {
  writeFileSync(join(day, 'customers.csv'), 'a');
  make();
  await expect(find()).rejects.toThrow(error);
});

test('a folder without days is refused', async () => {
  await expect(findDeliveries(day)).rejects.toThrow(NoDeliveries);
});
