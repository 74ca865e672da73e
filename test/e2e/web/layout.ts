/** Every page fits every window in both themes: nothing overflows, no text is cut off, axe finds nothing. */
import { expect, test } from '@jest/globals';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const PATHS = [
  ...['/', '/alarms', '/runs', '/trends', '/applications', '/performance', '/features', '/drift', '/models'],
  ...['/imports', '/distribution', '/score-bands', '/segments', '/segments?within=risk_band:E', '/no/such/page'],
  ...['/policies', '/policies/2026-11-23', '/policies/2026-11-23/compare', '/simulations', '/experiments', '/requests'],
  '/cases',
];

async function listPaths({ expected }: DashboardHarness): Promise<string[]> {
  const [ids] = await expected.query<{ prediction: string; run: string; version: string; review: string }>(
    `select (select prediction_id from predictions.risk_scores where explanation is not null limit 1) as prediction,
       (select run_id from reporting.runs where state = 'published' order by run_id limit 1) as run,
       (select case_id from cases.cases order by case_id limit 1) as review,
       (select version from reporting.champion) as version`,
  );
  return [
    ...PATHS,
    `/applications/${ids?.prediction}`,
    `/cases/${ids?.review}`,
    `/runs/${ids?.run}`,
    `/models/${ids?.version}`,
  ];
}

export function describeLayout(getHarness: () => DashboardHarness): void {
  test('every page fits every window in both themes, and axe finds nothing', async () => {
    const { visitor, context } = await getHarness().openWindow({ reducedMotion: 'reduce' });
    const problems: Record<string, unknown[]> = {};
    for (const path of await listPaths(getHarness())) {
      await visitor.open(path);
      const found = await findLayoutProblems(visitor);
      if (found.length > 0) problems[path] = found;
    }
    expect(problems).toEqual({});
    expect(visitor.complaints).toEqual([]);
    await context.close();
  }, 300_000); // a page takes seconds while other tests use both cores
}
