/**
 * Answers of the API about the portfolio with the longest texts that it takes. Figures follow simple formulas, so that a
 * test can compute what a page must show. Every answer is checked against the contract.
 */
import { Report } from '../../lambdas/prediction-api/contract/schemas/reports.ts';
import type { Answer, ApiCall } from './dashboard-service.ts';

export const LONG_SEGMENT = `${'Unbroken'.repeat(20)} ${'words with spaces '.repeat(20)}`.slice(0, 480);
/** A text that a spreadsheet would run. */
export const FORMULA_SEGMENT = '=HYPERLINK("https://example.com";"x")';
const LONG_APPLICATION_ID = `A-${'W'.repeat(198)}`;
export const REFRESHED_AT = '2026-11-29T20:58:00.000Z';

const DIMENSIONS = ['Risk band', 'Purpose', `Attribute ${'of_the_lender_'.repeat(6)}`].map((label) => ({
  dimension: label.toLowerCase().replaceAll(' ', '_'),
  label,
}));
const BANDS = ['A', 'B', 'C', 'D', 'E'];
const MODEL = '20261129T205500Z-0123abcd';
const NULL_FILTER = { from: null, to: null, model_version: null, within: null, decision: null, band: null };

const buildTotals = (applications: number) => ({
  ...{ applications, mean_pd: 0.2212, mean_score: 561.3, approval_rate: 0.55, refer_rate: 0.25, decline_rate: 0.2 },
  ...{ exposure: 1_022_650_000.5, expected_loss: 76_123_456.4, expected_loss_approved: 24_012_345.2, overrides: 1 },
  ...{ outcomes: applications, defaults: Math.round(applications / 4), bad_rate: 0.25 },
});

/** The filter of the request, and the period before where it has one. */
function buildFiltered({ dimension: _, days: __, ...query }: ApiCall['query'], applications: number) {
  const hasPeriod = query.from !== undefined && query.to !== undefined;
  return {
    ...{ refreshed_at: REFRESHED_AT, filter: { ...NULL_FILTER, ...query }, currency: 'TWD' },
    totals: buildTotals(applications),
    before: hasPeriod ? { from: '2005-04', to: '2005-06', totals: buildTotals(applications - 120) } : null,
  };
}

/** The whole scale in steps of 25 points, with 10 applications more in each. */
const HISTOGRAM = Array.from({ length: 22 }, (_, index) => {
  const applications = 10 * (index + 1);
  const [approve, decline] = [index > 12 ? applications : 0, index < 7 ? applications : 0];
  const from = 300 + 25 * index;
  return {
    ...{ from, to: from + 25, applications, mean_pd: 0.9 - index / 30, outcomes: applications },
    ...{ defaults: Math.round(applications * (0.9 - index / 30)), approve, refer: applications - approve - decline },
    decline,
  };
});

const buildObserved = (rate: number | null) => ({
  observed_rate: rate,
  observed_interval: rate === null ? null : [Math.max(0, rate - 0.05), Math.min(1, rate + 0.05)],
  lift: rate === null ? null : rate / 0.25,
});

function buildScoreBands(hasEnough: boolean) {
  const figure = <Value>(value: Value): Value | null => (hasEnough ? value : null);
  return {
    rows: HISTOGRAM.map(({ from, to, applications, outcomes, defaults, mean_pd }, index) => ({
      ...{ from, to, applications, share: applications / 2530, outcomes, goods: outcomes - defaults, bads: defaults },
      ...{ cumulative_good_share: index / 22, cumulative_bad_share: Math.min(1, index / 15) },
      ...{ odds: figure((outcomes - defaults) / defaults), mean_pd, outcome_mean_pd: mean_pd },
      ...{ ...buildObserved(figure(defaults / outcomes)), ks: figure(0.2) },
    })),
    deciles: Array.from({ length: 10 }, (_, index) => ({
      ...{ decile: index + 1, from: 300 + 50 * index, to: 349 + 50 * index, applications: 253.5, outcomes: 253.5 },
      ...{ bads: 60, mean_pd: 0.6 / (index + 1), ...buildObserved(figure(0.5 / (index + 1))) },
      cumulative_bad_share: figure((index + 1) / 10),
    })),
    curve: hasEnough
      ? Array.from({ length: 50 }, (_, index) => {
          const share = (index + 1) / 50;
          const [bad_share, good_share] = [1 - (1 - share) ** 2, share ** 2];
          return { score: 310 + 10 * index, population_share: share, bad_share, good_share };
        })
      : [],
    ...{ ks: figure({ value: 0.412, score: 548 }), gini: figure(0.55) },
    ...{ minimum: { defaults: 20, others: 20 }, enough_outcomes: hasEnough },
  };
}

const SEGMENTS = ['Home improvement', LONG_SEGMENT, FORMULA_SEGMENT, ...BANDS].map((label, index) => {
  const rate = index === 3 ? null : 0.08 + index / 50;
  return {
    ...{ segment: label, label, applications: 1_234_567 - index, mean_pd: 0.1 + index / 50, high_risk_share: 0.2 },
    ...{
      approval_rate: 0.6,
      exposure: 98_765_432_100,
      expected_loss: 1_234_567_890,
      expected_loss_approved: 734_567_890,
    },
    ...{ outcomes: rate === null ? 12 : 900, defaults: 90, outcome_mean_pd: 0.11 },
    ...{ observed_rate: rate, observed_interval: buildObserved(rate).observed_interval },
    calibration: rate === null ? 'insufficient' : (['as_predicted', 'above', 'below'] as const)[index % 3],
  };
});

const DAYS = Array.from({ length: 20 }, (_, index) => ({
  ...{ as_of: `2005-09-${String(index + 1).padStart(2, '0')}`, applications: 200 + index, mean_pd: 0.2 + index / 400 },
  ...{ approval_rate: 0.55, refer_rate: 0.25, decline_rate: 0.2, expected_loss: 3e6, expected_loss_approved: 1e6 },
  ...{ overrides: 1, outcomes: index < 15 ? 180 : 0, bad_rate: index < 15 ? 0.22 : null },
}));

const ALARM = {
  ...{ name: `alarm-${'of-a-long-name-'.repeat(6)}`, state: 'alarm', severity: 'page', since: REFRESHED_AT },
  ...{ description: LONG_SEGMENT, runbook: null, runbook_url: null, no_data_reason: null },
};
const RUN = {
  ...{ run_id: '01900000-0000-7000-8000-0000000000a1', as_of: '2005-10-01', state: 'refused' },
  ...{ opened_at: REFRESHED_AT, closed_at: REFRESHED_AT, published_at: null, duration_seconds: 34.2 },
  ...{ rows_delivered: 1_234_567, rows_rejected: 12, checks: 214, failed_checks: 1, reason: LONG_SEGMENT },
};

type BuildReport = (call: ApiCall) => Record<string, unknown>;

const REPORTS: Record<string, BuildReport> = {
  filters: () => ({
    ...{ refreshed_at: REFRESHED_AT, months: ['2005-04', '2005-07', '2005-08', '2005-09'], bands: BANDS },
    ...{ model_versions: [{ version: MODEL, kind: 'gradient_boosting', stage: 'champion' }] },
    decisions: ['approve', 'refer', 'decline'],
    dimensions: DIMENSIONS.map((dimension) => ({
      ...dimension,
      segments: SEGMENTS.map(({ segment, label }) => ({ segment, label })),
    })),
  }),
  overview: ({ query }) => ({
    ...{ ...buildFiltered(query, 2530), generated_at: REFRESHED_AT, as_of: '2005-10-01', run: RUN, pass_rate: 0.9999 },
    ...{
      features_age_hours: 0.1,
      features_as_of: '2005-10-01',
      features_published_hours: 0.1,
      applications: 2530,
      overrides: 1,
      contradicted_overrides: 1,
      expected_loss: 76e6,
    },
    champion: { version: MODEL, kind: 'gradient_boosting', holdout_auc: 0.7712, promoted_at: REFRESHED_AT },
    bands: BANDS.map((band) => ({ band, applications: 506, share: 0.2, mean_pd: 0.2 })),
    decisions: [
      { decision: 'approve', applications: 1500, share: 0.6, exposure: 5e9, expected_loss: 24_012_345.2 },
      { decision: 'decline', applications: 1030, share: 0.4, exposure: 5e9, expected_loss: 52e6 },
    ],
    alarms: [ALARM],
  }),
  distribution: ({ query }) => ({
    ...{ ...buildFiltered(query, 2530), histogram: HISTOGRAM },
    bands: BANDS.map((band) => ({
      ...{ band, decision: 'refer', applications: 506, mean_pd: 0.2, mean_score: 560 },
      ...{ exposure: 98_765_432_100, expected_loss: 1_234_567_890 },
    })),
    cutoffs: [
      { decision: 'refer', pd: 0.1, score: 601 },
      { decision: 'decline', pd: 0.3, score: 527 },
    ],
  }),
  // A month with few outcomes stands for a portfolio with few outcomes.
  score_bands: ({ query }) => ({ ...buildFiltered(query, 2530), ...buildScoreBands(query.from !== '2005-09') }),
  segments: ({ query }) => ({
    ...{ ...buildFiltered(query, 2530), dimensions: DIMENSIONS, dimension: query.dimension ?? 'purpose' },
    ...{ within: query.within ?? null, segments: SEGMENTS, minimum_outcomes: 30 },
    applications: BANDS.map((band, index) => ({
      ...{ prediction_id: `01900000-0000-7000-8000-0000000000b${index}`, application_id: LONG_APPLICATION_ID },
      ...{ pd: 0.9 - index / 100, score: 400 + index, band, decision: 'decline' },
      ...{ overridden: true, contradicts_override: index === 0 },
    })),
  }),
  trends: ({ query }) => ({ ...buildFiltered(query, 2530), days: DAYS }),
};

/** Records the queries of portfolio reports in `calls`. */
export function createPortfolioAnswers(calls: ApiCall[]): Answer {
  return (call) => {
    const name = call.path.replace('/v1/reports/', '');
    const build = REPORTS[name];
    if (!build) return undefined;
    calls.push(call);
    return { body: Report.parse({ report: name, ...build(call) }) };
  };
}
