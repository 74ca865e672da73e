/** The portfolio report with few, odd or no figures. test/integration/reporting/portfolio-report.test.ts has real ones. */
import { describe, expect, test } from '@jest/globals';
import { formatAnnouncement } from '../../../lambdas/reporting/portfolio/announce-report.ts';
import {
  computeTotals,
  type DayFigures,
  type Figures,
  findDaysToCompare,
} from '../../../lambdas/reporting/portfolio/figures/figures.ts';
import { listPortfolioFindings } from '../../../lambdas/reporting/portfolio/figures/list-findings.ts';
import { renderBarChart, renderLineChart } from '../../../lambdas/reporting/portfolio/page/charts.ts';
import { renderReportPage } from '../../../lambdas/reporting/portfolio/page/report-page.ts';
import { formatReportCsv } from '../../../lambdas/reporting/portfolio/report-csv.ts';
import { escapeText, html } from '../../../lambdas/shared/page/markup.ts';
import { formatChange, formatCount, formatPercent } from '../../../lambdas/shared/page/number-format.ts';

const NOTHING: Figures = {
  ...{ bands: [], trend: [], segments: [], models: [], performance: [], band_performance: [], drift: [] },
  ...{ runs: [], rejections: [], failed_checks: [] },
  overrides: { held: 0, contradicted: 0 },
  freshness: { scores_until: null, currency: null, published_at: null, features_age_hours: null },
};

const day = (as_of: string, expected_loss: number): DayFigures => ({
  ...{ as_of, applications: 10, overrides: 0, mean_pd: 0.1, approval_rate: 0.5, refer_rate: 0.3, decline_rate: 0.2 },
  ...{ exposure: 1000, expected_loss: 2 * expected_loss, expected_loss_approved: expected_loss },
  ...{ outcomes: 0, bad_rate: null },
});

const facts = (figures: Figures) => ({
  environment: 'prod',
  generatedAt: new Date('2026-11-23T07:00:00Z'),
  figures,
  alarms: [],
});

describe('fairness of the champion', () => {
  const champion = {
    ...{ version: 'v', kind: 'xgboost', stage: 'champion' as const, since: '2026-11-01', training_rows: 100 },
    ...{ holdout_auc: 0.79, holdout_ks: 0.44, holdout_brier: 0.13, holdout_ece: 0.01 },
    fairness_measured: 'age group: approval rate ratio 0.684 (0.582 to 0.817)',
    fairness_required: 'approval rate ratio ≥ 0.80',
  };
  const list = (fairness_verdict: 'passed' | 'beyond_bound' | 'failed' | null) =>
    listPortfolioFindings({ ...NOTHING, models: [{ ...champion, fairness_verdict }] }, []);

  test('is a finding with figures and bounds where it is beyond its bound', () => {
    expect(list('beyond_bound')).toEqual([
      {
        weight: 'medium',
        text: "The champion's fairness on its holdout is beyond the bound, not significant: age group: approval rate ratio 0.684 (0.582 to 0.817); required approval rate ratio ≥ 0.80.",
      },
    ]);
    expect(list('failed')).toMatchObject([{ weight: 'high', text: expect.stringContaining('significantly') }]);
    expect([...list('passed'), ...list(null)]).toEqual([]);
  });

  test('is in the table of models in force', () => {
    const page = renderReportPage(facts({ ...NOTHING, models: [{ ...champion, fairness_verdict: 'beyond_bound' }] }));
    expect(page).toContain('beyond the bound, not significant');
  });
});

describe('markup', () => {
  test('escapes every value once, also in attributes and lists', () => {
    const evil = `"><script>x</script>'&`;
    const { text } = html`<p title="${evil}">${[evil, html`<b>${evil}</b>`]}${null}${undefined}${0}</p>`;
    const safe = '&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39;&amp;';
    expect(text).toBe(`<p title="${safe}">${safe}<b>${safe}</b>0</p>`);
  });

  test('replaces control characters', () => expect(escapeText('a\u0000b\u001bc')).toBe('a b c'));
});

describe('charts', () => {
  test('bars of zeros have no width and no NaN', () => {
    const { text } = renderBarChart('None', [{ label: 'A', value: 0, text: '0' }]);
    expect(text).toContain('width="0"');
    expect(text).not.toContain('NaN');
  });

  test('a line has a gap where a value is unknown, and its text says so', () => {
    const { text } = renderLineChart(
      'Rate',
      ['a', 'b', 'c', 'd'],
      [{ name: 'Rate', values: [0.1, null, 0.2, 0.3] }],
      formatPercent,
    );
    expect(text.match(/M[\d.]+ [\d.]+/g)).toHaveLength(2);
    expect(text).toContain('Rate: 10.0 %, unknown, 20.0 %, 30.0 %');
  });

  test('a chart without figures is a sentence', () => {
    expect(renderLineChart('Rate', [], [], formatPercent).text).toContain('nothing to show yet');
    expect(renderLineChart('Rate', ['a'], [{ name: 'Rate', values: [null] }], formatPercent).text).toContain(
      'nothing to show yet',
    );
  });
});

describe('before anything is scored', () => {
  test('there is a page, a file and a message without findings', () => {
    const page = renderReportPage(facts(NOTHING));
    expect(page).toContain(
      'Nothing: runs, outcomes, drift, losses, overrides and alarms are within their bounds. The page of a model judges its fairness.',
    );
    expect(page).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(formatReportCsv(NOTHING, []).split('\n')[0]).toBe('section,group,item,as_of,metric,value');
    const { subject, message } = formatAnnouncement({ ...facts(NOTHING), bucket: 'b', keys: { html: 'h', csv: 'c' } });
    expect(subject).toBe('Portfolio risk report nothing scored yet (prod)');
    expect(message).toMatch(/Nothing needs attention\.[\s\S]*s3:\/\/b\/h/);
  });

  test('totals are zero and shares unknown', () => {
    expect(computeTotals([])).toEqual({
      ...{ applications: 0, exposure: 0, expected_loss: 0, exposure_approved: 0, expected_loss_approved: 0 },
      ...{ expected_loss_referred: 0, expected_loss_declined: 0 },
      ...{ mean_pd: null, loss_rate: null, approval_rate: null },
    });
    expect([formatCount(null), formatPercent(undefined), formatChange(5, 0), formatChange(5, null)]).toEqual([
      '–',
      '–',
      '',
      '',
    ]);
  });
});

describe('findings', () => {
  test('compare the newest day with the newest one at least a week before', () => {
    const trend = [day('2026-11-01', 100), day('2026-11-15', 100), day('2026-11-17', 500), day('2026-11-23', 120)];
    expect(findDaysToCompare(trend).before?.as_of).toBe('2026-11-15');
    expect(listPortfolioFindings({ ...NOTHING, trend }, [])).toEqual([
      {
        weight: 'medium',
        text: 'The expected loss of approved applications changed by +20.0 % from 2026-11-15 to 2026-11-23, the exposure of all by +0.0 %.',
      },
    ]);
    expect(findDaysToCompare([day('2026-11-23', 1)]).before).toBeUndefined();
  });

  test('count the overrides that a newer score contradicts', () => {
    const overrides = { held: 12, contradicted: 3 };
    expect(listPortfolioFindings({ ...NOTHING, overrides }, [])).toEqual([
      {
        weight: 'medium',
        text: 'A newer score contradicts 3 of 12 overrides: a person should review them.',
      },
    ]);
  });

  test('name unknown alarms and old features, those of high weight first', () => {
    const freshness = { ...NOTHING.freshness, features_age_hours: 50 };
    expect(listPortfolioFindings({ ...NOTHING, freshness }, null).map(({ weight }) => weight)).toEqual([
      'high',
      'medium',
    ]);
  });

  test('give drift of the score more weight than drift of a feature', () => {
    const drift = (feature: string) => [
      { as_of: 'd', feature, label: feature, psi: 0.5, bound: 0.25, rows: 9, level: 'alert' as const },
    ];
    expect(listPortfolioFindings({ ...NOTHING, drift: drift('age_years') }, [])[0]?.weight).toBe('medium');
    expect(listPortfolioFindings({ ...NOTHING, drift: drift('score') }, [])[0]?.weight).toBe('high');
  });

  test('leave out a small band whose bad rate is within sampling noise', () => {
    const band = { as_of: 'd', band: 'C', expected_pd: 0.1, realised_rate: 0.2 };
    const countFindings = (applications: number) =>
      listPortfolioFindings({ ...NOTHING, band_performance: [{ ...band, applications }] }, []).length;
    expect([countFindings(20), countFindings(400)]).toEqual([0, 1]);
  });
});
