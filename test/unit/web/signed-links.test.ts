/** Responses with signed links are requested again before the links expire. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(path, 'utf8');

test('a page that stays open has links that work', () => {
  const [, minutes] =
    /LINKS_REFRESH_MILLISECONDS = (\d+) \* 60_000/.exec(read('web/src/queries/use-api-query.ts')) ?? [];
  const expiries = [
    'lambdas/prediction-api/queries/sign-model-report.ts',
    'lambdas/prediction-api/imports/import-files.ts',
  ]
    .map(read)
    .map((text) => Number(/EXPIRY_SECONDS = (\d+)/.exec(text)?.[1]));
  for (const seconds of expiries) expect(Number(minutes) * 60).toBeLessThan(seconds);
  expect(read('web/src/queries/queries.ts')).toMatch(/\['model', version\][^;]*hasLinks: true/);
});
