/** Which base backups and archived segments are kept, and when another backup is due. */
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isBackupDue, listBaseBackups, removeOldBackups } from '../../../cli/local/postgres/backups/base-backups.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const HOUR = 3_600_000;
const SEGMENT_BYTES = 16 * 1024 ** 2;

let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'risk-backups-'));
  await mkdir(join(directory, 'wal-archive'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const nameSegment = (number: number, timeline = 1) =>
  `${String(timeline).padStart(8, '0')}00000000${number.toString(16).toUpperCase().padStart(8, '0')}`;

async function addBackup(hoursAgo: number, firstSegment: string): Promise<string> {
  const endedAt = new Date(NOW.getTime() - hoursAgo * HOUR).toISOString();
  const name = endedAt.replaceAll(/[:.]/g, '-');
  await mkdir(join(directory, 'base-backups', name, 'data'), { recursive: true });
  writeFileSync(join(directory, 'base-backups', name, 'backup.json'), JSON.stringify({ endedAt, firstSegment }));
  return name;
}

function addSegments(first: number, last: number, timeline = 1): void {
  for (let number = first; number <= last; number += 1) {
    const path = join(directory, 'wal-archive', nameSegment(number, timeline));
    writeFileSync(path, '');
    truncateSync(path, SEGMENT_BYTES); // takes no room
  }
}

const listNames = () => listBaseBackups(directory).map(({ name }) => name);

test('keeps the backups of the retention and the one before it, and the log since then', async () => {
  await addBackup(70, nameSegment(2));
  const base = await addBackup(30, nameSegment(5));
  const newest = await addBackup(6, nameSegment(9));
  addSegments(1, 11);
  await removeOldBackups(directory, 1, NOW);
  expect(listNames()).toEqual([base, newest]);
  expect(readdirSync(join(directory, 'wal-archive')).sort()[0]).toBe(nameSegment(5));
});

test('keeps a later timeline and its history, and removes what a crash left of a backup', async () => {
  await addBackup(6, nameSegment(9));
  await mkdir(join(directory, 'base-backups', '2026-11-29T11-00-00-000Z.incoming'));
  addSegments(7, 10);
  addSegments(8, 12, 2);
  writeFileSync(join(directory, 'wal-archive', '00000002.history'), '');
  await removeOldBackups(directory, 1, NOW);
  expect(readdirSync(join(directory, 'base-backups'))).toHaveLength(1);
  expect(readdirSync(join(directory, 'wal-archive')).sort()).toEqual([
    ...[nameSegment(9), nameSegment(10)],
    '00000002.history',
    ...[nameSegment(9, 2), nameSegment(10, 2), nameSegment(11, 2), nameSegment(12, 2)],
  ]);
});

test('removes nothing of the log while there is no backup', async () => {
  addSegments(1, 3);
  await removeOldBackups(directory, 1, NOW);
  expect(readdirSync(join(directory, 'wal-archive'))).toHaveLength(3);
});

test('a backup is due without one, after a day, and after 4 GB of log', async () => {
  expect(isBackupDue(directory, NOW)).toBe(true);
  await addBackup(23, nameSegment(2));
  addSegments(2, 20);
  expect(isBackupDue(directory, NOW)).toBe(false);
  expect(isBackupDue(directory, new Date(NOW.getTime() + HOUR))).toBe(true);
  addSegments(21, 260);
  expect(isBackupDue(directory, NOW)).toBe(true);
});
