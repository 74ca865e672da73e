/** The figures of the portfolio's pages with a filter are those that SQL computes over the scores. */
import { expect, test } from '@jest/globals';
import { formatCompactMoney } from '../../../web/src/format/money.ts';
import { formatCount, formatPercent } from '../../../web/src/format/numbers.ts';
import { distributionTexts } from '../../../web/src/texts/portfolio/distribution.ts';
import { portfolioTexts } from '../../../web/src/texts/portfolio/portfolio.ts';
import { scoreBandTexts } from '../../../web/src/texts/portfolio/score-bands.ts';
import type { DashboardHarness } from './dashboard-harness.ts';
import { sum } from './expected-figures.ts';

interface FilterCase {
  search: string;
  /** The same filter in SQL, over the newest scores with their current decision. */
  condition: string;
}

/** Three filters that each have applications in every portfolio. */
async function listCases({ expected }: DashboardHarness): Promise<FilterCase[]> {
  const [newest] = await expected.query<{ month: string; model: string }>(
    `select to_char(as_of, 'YYYY-MM') as month, model_version as model from analytics.counted_scores
     order by as_of desc limit 1`,
  );
  return [
    { search: 'decision=approve', condition: `final_decision = 'approve'` },
    { search: 'band=D&decision=refer', condition: `band = 'D' and final_decision = 'refer'` },
    {
      search: `from=${newest?.month}&to=${newest?.month}&model_version=${newest?.model}`,
      condition: `to_char(as_of, 'YYYY-MM') = '${newest?.month}' and model_version = '${newest?.model}'`,
    },
  ];
}

export function describeFilters(getHarness: () => DashboardHarness): void {
  test('on the pages of the portfolio with a filter', async () => {
    const { visitor, expected } = getHarness();
    const currency = await expected.readCurrency();
    for (const { search, condition } of await listCases(getHarness())) {
      const totals = await expected.readTotals(condition);
      expect(totals.applications).toBeGreaterThan(0);
      for (const path of ['/', '/distribution', '/segments']) {
        await visitor.open(`${path}?${search}`);
        const tiles = [portfolioTexts.applications, portfolioTexts.expectedLoss, portfolioTexts.meanPd];
        expect({ path, search, figures: await Promise.all(tiles.map((name) => visitor.readTile(name))) }).toEqual({
          ...{ path, search },
          figures: [
            ...[formatCount(totals.applications), formatCompactMoney(totals.expected_loss_approved, currency)],
            formatPercent(totals.mean_pd, 2),
          ],
        });
      }
      await visitor.open(`/distribution?${search}`);
      const histogram = await visitor.readTable(distributionTexts.scores);
      await visitor.open(`/score-bands?${search}`);
      const bands = await visitor.readTable(scoreBandTexts.table);
      for (const rows of [histogram, bands]) {
        expect(sum(rows.map(([, applications = '']) => Number(applications.replaceAll(',', ''))))).toBe(
          totals.applications,
        );
      }
    }
  }, 60_000);
}
