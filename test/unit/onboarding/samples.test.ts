/** The samples' mappings make the deliveries that are committed, row by row. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { convertFiles } from '../../../lambdas/onboarding/conversion/convert-files.ts';
import { parseMapping } from '../../../lambdas/onboarding/conversion/mapping-file.ts';
import { openMappedTables } from '../../../lambdas/onboarding/conversion/open-mapped-tables.ts';
import { openLocalFile } from '../../../lambdas/onboarding/readers/local-file.ts';
import { type Manifest, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { MemorySink } from '../../../testing/onboarding/memory-sink.ts';

const SAMPLES = [
  ['german', 'german.data', ['1994-10-01', '1994-11-01']],
  ['taiwan', 'default_of_credit_card_clients.csv.gz', ['2005-10-01', '2005-11-01']],
  ['poland', '1year.arff.gz', ['2008-01-01', '2013-01-01']],
] as const;

it.each(SAMPLES)('the mapping of %s makes the committed deliveries', async (sample, raw, days) => {
  const folder = new URL(`../../../data/${sample}/`, import.meta.url);
  const mapping = parseMapping(readFileSync(new URL('mapping.yaml', folder), 'utf8'));
  const file = await openLocalFile(fileURLToPath(new URL(`raw/${raw}`, folder)));
  const tables = await openMappedTables(mapping, [file]);
  const sink = new MemorySink();
  const report = await convertFiles(mapping, tables, sink, { files: [file], today: '2026-01-01' });

  expect(report).toMatchObject({ refused_rows: 0, unknown_values: [] });
  expect(sink.manifests.map(({ as_of }) => as_of)).toEqual(days);
  for (const manifest of sink.manifests) {
    const committed = readFileSync(new URL(`as_of=${manifest.as_of}/manifest.json`, folder), 'utf8');
    expect(withoutHashes(manifest)).toEqual(withoutHashes(parseManifest(JSON.parse(committed), manifest.as_of)));
    for (const { files } of Object.values(manifest.tables)) {
      for (const { name } of files) {
        const written = sink.readText(manifest.as_of, name);
        const bytes = readFileSync(new URL(`as_of=${manifest.as_of}/${name}`, folder));
        expect(written === gunzipSync(bytes).toString('utf8')).toBe(true);
      }
    }
  }
});

const withoutHashes = (manifest: Manifest): unknown =>
  JSON.parse(JSON.stringify(manifest, (key, value) => (key === 'sha256' ? undefined : value)));
