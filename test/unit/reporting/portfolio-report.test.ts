/** The portfolio report where its figures are few, strange or none. test/integration/reporting/portfolio-report.test.ts has the real ones. */
import { describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../lambdas/reporting/portfolio/announcement.ts';
import { attentionTo } from '../../../lambdas/reporting/portfolio/attention.ts';
import { barChart, lineChart } from '../../../lambdas/reporting/portfolio/charts.ts';
import { reportCsv } from '../../../lambdas/reporting/portfolio/csv.ts';
import { type Day, daysToCompare, type Figures, totalsOf } from '../../../lambdas/reporting/portfolio/figures.ts';
import { change, count, percent } from '../../../lambdas/reporting/portfolio/figures-in-words.ts';
import { escaped, html } from '../../../lambdas/reporting/portfolio/markup.ts';
import { reportPage } from '../../../lambdas/reporting/portfolio/page.ts';

const NOTHING: Figures = {
  ...{ bands: [], trend: [], segments: [], models: [], performance: [], band_performance: [], drift: [] },
  ...{ runs: [], rejections: [], failed_checks: [] },
  freshness: { scores_until: null, published_at: null, features_age_hours: null },
};

const day = (as_of: string, expected_loss: number): Day => ({
  ...{ as_of, applications: 10, overrides: 0, mean_pd: 0.1, approval_rate: 0.5, refer_rate: 0.3, decline_rate: 0.2 },
  ...{ exposure: 1000, expected_loss, outcomes: 0, bad_rate: null },
});

const facts = (figures: Figures) => ({
  environment: 'prod',
  generatedAt: new Date('2026-11-23T07:00:00Z'),
  figures,
  alarms: [],
});

describe('markup', () => {
  test('takes every value for text, also in attributes and lists, and never twice', () => {
    const evil = `"><script>x</script>'&`;
    const { text } = html`<p title="${evil}">${[evil, html`<b>${evil}</b>`]}${null}${undefined}${0}</p>`;
    const safe = '&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39;&amp;';
    expect(text).toBe(`<p title="${safe}">${safe}<b>${safe}</b>0</p>`);
  });

  test('leaves out what no document may hold', () => expect(escaped('a\u0000b\u001bc')).toBe('a b c'));
});

describe('charts', () => {
  test('bars of nothing have no width and no NaN', () => {
    const { text } = barChart('None', [{ label: 'A', value: 0, text: '0' }]);
    expect(text).toContain('width="0"');
    expect(text).not.toContain('NaN');
  });

  test('a line has a gap where nothing is known, and says so', () => {
    const { text } = lineChart(
      'Rate',
      ['a', 'b', 'c', 'd'],
      [{ name: 'Rate', values: [0.1, null, 0.2, 0.3] }],
      percent,
    );
    expect(text.match(/M[\d.]+ [\d.]+/g)).toHaveLength(2);
    expect(text).toContain('Rate: 10.0 %, unknown, 20.0 %, 30.0 %');
  });

  test('of figures that are not there is a sentence', () => {
    expect(lineChart('Rate', [], [], percent).text).toContain('nothing to show yet');
    expect(lineChart('Rate', ['a'], [{ name: 'Rate', values: [null] }], percent).text).toContain('nothing to show yet');
  });
});

describe('before anything is scored', () => {
  test('there is a page, a file and a message, and all is well', () => {
    const page = reportPage(facts(NOTHING));
    expect(page).toContain('Nothing: every figure is within its bounds.');
    expect(page).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(reportCsv(NOTHING, []).split('\n')[0]).toBe('section,group,item,as_of,metric,value');
    const { subject, message } = announcementOf({ ...facts(NOTHING), bucket: 'b', keys: { html: 'h', csv: 'c' } });
    expect(subject).toBe('Portfolio risk report nothing scored yet (prod)');
    expect(message).toMatch(/Nothing needs attention\.[\s\S]*s3:\/\/b\/h/);
  });

  test('totals are zero and shares unknown', () => {
    expect(totalsOf([])).toEqual({
      ...{ applications: 0, exposure: 0, expected_loss: 0 },
      ...{ mean_pd: null, loss_rate: null, approval_rate: null },
    });
    expect([count(null), percent(undefined), change(5, 0), change(5, null)]).toEqual(['–', '–', '', '']);
  });
});

describe('attention', () => {
  test('compares the newest day with the newest of a week before, however many days lie between', () => {
    const trend = [day('2026-11-01', 100), day('2026-11-15', 100), day('2026-11-17', 500), day('2026-11-23', 120)];
    expect(daysToCompare(trend).before?.as_of).toBe('2026-11-15');
    expect(attentionTo({ ...NOTHING, trend }, [])).toEqual([
      { weight: 'medium', text: 'Expected loss changed by +20.0 % from 2026-11-15 to 2026-11-23; exposure by +0.0 %.' },
    ]);
    expect(daysToCompare([day('2026-11-23', 1)]).before).toBeUndefined();
  });

  test('says when the alarms are not known, and when features are old, the weighty first', () => {
    const freshness = { ...NOTHING.freshness, features_age_hours: 50 };
    expect(attentionTo({ ...NOTHING, freshness }, null).map(({ weight }) => weight)).toEqual(['high', 'medium']);
  });

  test('takes a shift of the score for more than one of a feature', () => {
    const drift = (feature: string) => [
      { as_of: 'd', feature, label: feature, psi: 0.5, bound: 0.25, rows: 9, level: 'alert' as const },
    ];
    expect(attentionTo({ ...NOTHING, drift: drift('age_years') }, [])[0]?.weight).toBe('medium');
    expect(attentionTo({ ...NOTHING, drift: drift('score') }, [])[0]?.weight).toBe('high');
  });

  test('blames chance first: a small band that defaults more is not told', () => {
    const band = { as_of: 'd', band: 'C', expected_pd: 0.1, realised_rate: 0.2 };
    const told = (applications: number) =>
      attentionTo({ ...NOTHING, band_performance: [{ ...band, applications }] }, []).length;
    expect([told(20), told(400)]).toEqual([0, 1]);
  });
});
