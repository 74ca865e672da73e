/** The out folder holds whole deliveries only: those of this run, or of the run before. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openFolderSink } from '../../../../cli/onboarding/folder-sink.ts';
import type { Manifest } from '../../../../lambdas/shared/landing/manifest.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'folder-sink-')), 'deliveries');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const manifest = (as_of: string): Manifest => ({ as_of, currency: 'EUR', tables: {}, attributes: {} });

async function writeDay(asOf: string, text: string) {
  const sink = await openFolderSink(folder);
  const stream = await sink.openFile({ asOf, name: `${sink.filePrefix}customers.csv` });
  stream.end(text);
  await finished(stream);
  return sink;
}

it('shows files and manifests after publish only, and only to their owner', async () => {
  const sink = await writeDay('2024-05-31', 'a');
  expect(existsSync(folder)).toBe(false);
  await sink.publish([manifest('2024-05-31')]);
  expect(readdirSync(join(folder, 'as_of=2024-05-31')).sort()).toEqual(['customers.csv', 'manifest.json']);
  expect(readdirSync(join(folder, '..'))).toEqual(['deliveries']);
  expect(statSync(folder).mode & 0o077).toBe(0);
});

it('replaces the deliveries of the run before as a whole', async () => {
  await (await writeDay('2024-05-31', 'a')).publish([manifest('2024-05-31')]);
  await (await writeDay('2024-06-30', 'b')).publish([manifest('2024-06-30')]);
  expect(readdirSync(folder)).toEqual(['as_of=2024-06-30']);
});

it('keeps them when the run is taken back, and when one before it died', async () => {
  await (await writeDay('2024-05-31', 'a')).publish([manifest('2024-05-31')]);
  await (await writeDay('2024-06-30', 'b')).discard();
  expect(readdirSync(folder)).toEqual(['as_of=2024-05-31']);
  await writeDay('2024-07-31', 'died');
  await (await writeDay('2024-06-30', 'c')).publish([manifest('2024-06-30')]);
  expect(readdirSync(folder)).toEqual(['as_of=2024-06-30']);
  expect(readFileSync(join(folder, 'as_of=2024-06-30/customers.csv'), 'utf8')).toBe('c');
});

it('never replaces a folder that holds something else', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'thesis.doc'), 'mine');
  await expect(openFolderSink(folder)).rejects.toThrow(/thesis\.doc, which is no delivery/);
  expect(readdirSync(folder)).toEqual(['thesis.doc']);
});
