/** The pages about the whole portfolio show the figures of the database. */
import { expect, test } from '@jest/globals';
import type { Visitor } from '../../../testing/browser/visitor.ts';
import { formatCompactMoney, formatMoney } from '../../../web/src/format/money.ts';
import { formatCount, formatPercent } from '../../../web/src/format/numbers.ts';
import { formatDate } from '../../../web/src/format/times.ts';
import { formatAlgorithm, formatCode } from '../../../web/src/texts/codes.ts';
import { distributionTexts } from '../../../web/src/texts/portfolio/distribution.ts';
import { overviewTexts } from '../../../web/src/texts/portfolio/overview.ts';
import { portfolioTexts } from '../../../web/src/texts/portfolio/portfolio.ts';
import { segmentTexts } from '../../../web/src/texts/portfolio/segments.ts';
import { trendsTexts } from '../../../web/src/texts/portfolio/trends.ts';
import type { DashboardHarness } from './dashboard-harness.ts';
import { sum } from './expected-figures.ts';

export function describePortfolioPages(getHarness: () => DashboardHarness): void {
  test('on the overview', async () => {
    const { visitor, expected } = getHarness();
    const [bands, decisions] = await Promise.all([expected.readBands(), expected.readDecisions()]);
    const total = sum(bands.map(({ applications }) => applications));
    await visitor.open('/');
    const currency = await expected.readCurrency();
    const approved = decisions.find(({ decision }) => decision === 'approve');
    expect(await visitor.readTile(portfolioTexts.applications)).toBe(formatCount(total));
    expect(await visitor.readTile(portfolioTexts.expectedLoss)).toBe(
      formatCompactMoney(approved?.expected_loss, currency),
    );
    expect(await visitor.readTable(overviewTexts.bands)).toEqual(
      bands.map(({ band, applications, mean_pd }) => [
        ...[band, formatCount(applications), formatPercent(applications / total)],
        formatPercent(mean_pd, 2),
      ]),
    );
    const tableRows = await visitor.readTable(overviewTexts.decisions);
    expect(tableRows.map(([decision, n, , exposure, loss]) => [decision, n, exposure, loss]).sort()).toEqual(
      decisions
        .map(({ decision, applications, exposure, expected_loss }) => [
          ...[formatCode(decision), formatCount(applications)],
          ...[formatCompactMoney(exposure, currency), formatCompactMoney(expected_loss, currency)],
        ])
        .sort(),
    );
    const [run] = await expected.query<{ state: string; delivered: string; rejected: string }>(
      `select r.state, f.delivered, f.rejected from analytics.runs r left join lateral (
         select sum(rows_delivered) as delivered, sum(rows_rejected) as rejected
         from reporting.run_files where run_id = r.run_id) f on true order by r.opened_at desc limit 1`,
    );
    expect(await visitor.readTile(overviewTexts.newestRun)).toBe(formatCode(run?.state ?? ''));
    const [champion] = await expected.query<{ kind: string }>('select kind from reporting.champion');
    expect(await visitor.readTile(overviewTexts.champion)).toBe(formatAlgorithm(champion?.kind ?? ''));
  });

  test('in the portfolio report that the overview makes', async () => {
    const { visitor } = getHarness();
    await visitor.open('/');
    await visitor.page.getByRole('button', { name: overviewTexts.report.make }).click();
    const address = await visitor.page.getByRole('link', { name: overviewTexts.report.open }).getAttribute('href');
    const report = await fetch(address ?? '');
    expect([report.status, report.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test('on the score distribution', async () => {
    const { visitor, expected } = getHarness();
    const [histogram, bandDecisions] = await Promise.all([
      expected.readScoreHistogram(),
      expected.readBandsAndDecisions(),
    ]);
    const currency = await expected.readCurrency();
    await visitor.open('/distribution');
    const tableRows = await visitor.readTable(distributionTexts.scores);
    expect(tableRows.filter(([, applications]) => applications !== '0').map((row) => row.slice(0, 2))).toEqual(
      histogram.map(({ from, applications }) => [
        `${from} to ${from === 825 ? 850 : from + 25}`,
        formatCount(applications),
      ]),
    );
    const bandTable = await visitor.readTable(distributionTexts.bandDecisions);
    expect(
      bandTable.map(([band, decision, n, , exposure, loss]) => [band, decision, n, exposure, loss]).sort(),
    ).toEqual(
      bandDecisions
        .map(({ band, decision, applications, exposure, expected_loss }) => [
          ...[band, formatCode(decision), formatCount(applications)],
          ...[formatMoney(exposure, currency), formatMoney(expected_loss, currency)],
        ])
        .sort(),
    );
  });
}

export function describeSegmentsAndTrends(getHarness: () => DashboardHarness): void {
  test('on the segments, and in one of them down to its riskiest application', async () => {
    const { visitor, expected } = getHarness();
    await visitor.open('/segments?dimension=risk_band');
    const tableRows = await visitor.readTable(segmentTexts.table('Risk band'));
    const bands = await expected.readBands();
    expect(tableRows.map((row) => row.slice(1, 3))).toEqual(
      bands.map(({ applications, mean_pd }) => [formatCount(applications), formatPercent(mean_pd, 2)]),
    );
    const riskiestBand = tableRows.at(-1)?.[0] ?? '';
    await visitor.follow(riskiestBand);
    expect(visitor.getPath()).toBe(`/segments?within=risk_band%3A${bands.at(-1)?.band}`);
    const riskiest = await expected.readRiskiest();
    const listed = await visitor.readTable(segmentTexts.riskiest);
    expect(listed.map(([, pd]) => pd)).toEqual(riskiest.map(({ pd }) => formatPercent(pd, 2)));
    const pairs = await expected.query<{ segment_label: string; applications: string }>(
      `select segment_label, applications from reporting.segment_pairs where within_dimension = 'risk_band'
         and within_segment = $1 and dimension = (select dimension from reporting.segments
           where dimension_label = $2 limit 1) order by position`,
      [bands.at(-1)?.band, await readDimension(visitor)],
    );
    const caption = await readDimension(visitor);
    expect((await visitor.readTable(segmentTexts.table(caption))).map((row) => row.slice(0, 2))).toEqual(
      pairs.map(({ segment_label, applications }) => [segment_label, formatCount(Number(applications))]),
    );
    await visitor.follow(listed[0]?.[0] ?? '');
    expect(await visitor.readTitle()).toBe(`Application ${listed[0]?.[0]}`);
    expect(await visitor.readTile('Probability of default')).toBe(listed[0]?.[1]);
  });

  test('on the trends', async () => {
    const { visitor, expected } = getHarness();
    const days = await expected.query<{
      as_of: string;
      applications: string;
      mean_pd: number;
      bad_rate: number | null;
    }>(`select as_of::text, applications, mean_pd, bad_rate from reporting.decisions_daily order by as_of`);
    await visitor.open('/trends?days=366');
    expect(await visitor.readTable(trendsTexts.risk)).toEqual(
      days.map(({ as_of, mean_pd, bad_rate }) => [
        ...[formatDate(as_of), formatPercent(mean_pd, 2), formatPercent(bad_rate, 2)],
        expect.any(String),
      ]),
    );
    expect((await visitor.readTable(trendsTexts.applications)).map(([, applications]) => applications)).toEqual(
      days.map(({ applications }) => formatCount(Number(applications))),
    );
  });
}

/** The label of the dimension that divides the applications. */
function readDimension({ page }: Visitor): Promise<string> {
  return page.getByLabel(segmentTexts.divideBy).locator('option:checked').innerText();
}
