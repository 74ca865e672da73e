/** Two raw files of one day: a file of which rows were refused keeps the day from soft-deleting them. */
import { mergeManifest } from '../../../lambdas/onboarding/inbox/merge-manifest.ts';
import type { Manifest } from '../../../lambdas/shared/landing/manifest.ts';

const createManifest = (file: string, mode: 'full' | 'delta'): Manifest => ({
  as_of: '2024-05-31',
  currency: 'EUR',
  tables: { loan_applications: { mode, files: [{ name: `m.${file}.csv.gz`, rows: 1, sha256: 'a'.repeat(64) }] } },
  attributes: {},
});

const merge = (present: 'full' | 'delta', own: 'full' | 'delta', replaced = 'none') =>
  mergeManifest(createManifest('a', present), createManifest('b', own), {
    mappingPrefix: 'm.',
    rawFilePrefix: `m.${replaced}.`,
  }).tables.loan_applications;

it.each([
  ['full', 'full', 'full'],
  ['delta', 'full', 'delta'],
  ['full', 'delta', 'delta'],
] as const)('a day of a %s and a %s file is a %s', (present, own, mode) => {
  expect(merge(present, own)).toMatchObject({ mode, files: [{ name: 'm.a.csv.gz' }, { name: 'm.b.csv.gz' }] });
});

it('a corrected file that refuses nothing any more makes the day full again', () => {
  expect(merge('delta', 'full', 'a')).toMatchObject({ mode: 'full', files: [{ name: 'm.b.csv.gz' }] });
});
