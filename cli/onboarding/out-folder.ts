/** Writes the files of the out folder that a person keeps: the mapping and the report. Only their owner reads them. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '../../lambdas/onboarding/contract/import-report.ts';
import { formatImportReport, formatRefusedRows } from '../../lambdas/onboarding/conversion/import-report.ts';
import { OutFolderUnusable } from './raw-file-errors.ts';

const PRIVATE_FILE = { mode: 0o600 } as const;

/**
 * Makes the folder.
 * @throws {OutFolderUnusable} when it cannot be made or written
 */
export function makeOutFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true, mode: 0o700 });
    const probe = join(out, '.writable');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new OutFolderUnusable(`${out} cannot be written (${code}): name another folder with --out`, { cause });
  }
}

/** Writes the mapping. Another one that is there, which a person may have edited, becomes mapping.before.yaml. */
export function writeMapping(out: string, text: string): string {
  const path = join(out, 'mapping.yaml');
  if (existsSync(path) && readFileSync(path, 'utf8') !== text) renameSync(path, join(out, 'mapping.before.yaml'));
  writeFileSync(path, text, PRIVATE_FILE);
  return path;
}

/** Writes the report for a person, for a program, and the rejected rows. @returns the path of the first */
export function writeReport(out: string, report: ImportReport): string {
  const path = join(out, 'import-report.html');
  writeFileSync(path, formatImportReport(report), PRIVATE_FILE);
  writeFileSync(join(out, 'import-report.json'), `${JSON.stringify(report, null, 2)}\n`, PRIVATE_FILE);
  writeFileSync(join(out, 'refused-rows.csv'), formatRefusedRows(report), PRIVATE_FILE);
  return path;
}
