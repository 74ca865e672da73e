/**
 * Reports with filters, each compared with SQL straight over scores, overrides and outcomes; and odd values of every
 * parameter.
 */
import { REPORT_PARAMETERS, REPORTS } from '../../../lambdas/prediction-api/contract/schemas/reports/query.ts';
import type { ReportOf } from '../../../lambdas/prediction-api/contract/schemas/reports.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../../testing/lenders/generated-scores.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const OTHER_MODEL = '20260201T000000Z-11111111';
const ODD_PURPOSE = `say "hi": it's ok`;

let harness: LambdaHarness;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_api_read');
  process.env.ALARM_PREFIX = 'risk-test-';
  handler = (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler();
  await insertPortfolio();
  await refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: { '2026-11-01': ['E'] } });
  // Since the last refresh: reports must have these too.
  await overrideSome('decline', 'approve', 7);
  await overrideSome('approve', 'decline', 5);
});
afterAll(() => harness?.stop());

const queryRows = async (sql: string) => (await harness.db.superuser.query(sql)).rows;

async function insertPortfolio(): Promise<void> {
  const client = harness.db.superuser;
  await registerGeneratedModel(client);
  await insertGeneratedScores(client, { applications: 3000, from: '2026-01-01', days: 120 });
  await insertGeneratedScores(client, { applications: 1500, from: '2026-02-01', days: 89, prefix: 'b', seed: 3 });
  await client.query(`insert into predictions.model_metadata
    (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, job_name)
    select '${OTHER_MODEL}', kind, 'challenger', onnx_key, onnx_sha256, size_bytes, manifest, 'other'
    from predictions.model_metadata`);
  await client.query('alter table predictions.risk_scores disable trigger refuse_change');
  await client.query(
    `update predictions.risk_scores set model_version = '${OTHER_MODEL}' where application_id like 'b%'`,
  );
  await client.query(
    `update predictions.risk_scores set features = features || jsonb_build_object('purpose', $1::text)
      where application_id like 'b%' and features ->> 'purpose' = 'car'`,
    [ODD_PURPOSE],
  );
  await client.query('alter table predictions.risk_scores enable trigger refuse_change');
  await overrideSome('refer', 'approve', 3);
  // Some are scored again in a later month, of which some contradict their override.
  await insertGeneratedScores(client, { applications: 600, from: '2026-05-05', days: 1, seed: 9 });
  await publishOutcomes();
}

/** Overrides every `nth` application that the policy decided so and nobody overrode. */
async function overrideSome(decided: string, decision: string, nth: number): Promise<void> {
  await harness.db.superuser.query(
    `insert into predictions.overrides
       (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
     select gen_random_uuid(), prediction_id, $2, decision, 'a good reason', 'jo', 'people' from predictions.risk_scores
     where decision = $1 and hashtext(application_id) % $3 = 0
       and application_id not in (select application_id from predictions.risk_scores group by 1 having count(*) > 1)
       and prediction_id not in (select prediction_id from predictions.overrides)`,
    [decided, decision, nth],
  );
}

/** Four of five applications have an outcome, which is published after their score. */
async function publishOutcomes(): Promise<void> {
  const run = buildRunId(1);
  const client = harness.db.superuser;
  await client.query(`insert into analytics.runs (run_id, as_of, execution_id, state, opened_at, currency)
    values ('${run}', '2026-06-01', 'outcomes', 'published', now(), 'NOK')`);
  await client.query(`insert into staging.loan_applications (application_id, customer_id, valid_from, applied_at, amount,
      status, defaulted, outcome_date, attributes, run_id, source_file, source_line, loaded_at)
    select application_id, customer_id, '2026-06-01', as_of, ead, 'closed', abs(hashtext('o' || application_id)) % 1000 < pd * 1000,
      '2026-06-01', '{}', '${run}', 'f', 2, now()
    from predictions.risk_scores where hashtext(application_id) % 5 <> 0 and as_of < '2026-05-05'`);
  await client.query(`insert into analytics.publications (run_id, as_of, published_at, rows)
    values ('${run}', '2026-06-01', clock_timestamp(), 1)`);
}

/** Every score with the decision that holds and the outcome; an application has one a day. */
const SCORES = `
  select s.*, s.features ->> 'purpose' as purpose, coalesce(o.decision, s.decision) as held,
    o.decision is not null as overridden, l.defaulted, to_char(s.as_of, 'YYYY-MM') as month,
    coalesce(s.scored_at > o.overridden_at and predictions.contradicts_override(
      s.decision, s.score, o.decision, o.overridden_decision, o.overridden_score), false) as contradicts
  from predictions.risk_scores s
  left join predictions.held_overrides o on o.application = s.application_id
  left join staging.loan_applications l using (application_id)`;
const DAYS = `(${SCORES}) score`;
/** Every application with its newest score. */
const APPLICATIONS = `(
  select distinct on (application_id) * from (${SCORES}) score order by application_id, scored_at desc
) application`;

interface Case {
  query: Record<string, string>;
  /** The same filter in SQL. */
  sql: string;
}

const CASES: Record<string, Case> = {
  'no filter': { query: {}, sql: 'true' },
  'two months': { query: { from: '2026-04', to: '2026-05' }, sql: `month in ('2026-04', '2026-05')` },
  'a model and a decision': {
    query: { model_version: OTHER_MODEL, decision: 'approve' },
    sql: `model_version = '${OTHER_MODEL}' and held = 'approve'`,
  },
  'a segment with a colon, a band and a month': {
    query: { within: 'purpose:category:other', band: 'D', from: '2026-02', to: '2026-02' },
    sql: `purpose = 'other' and band = 'D' and month = '2026-02'`,
  },
  'a segment with quotes': {
    query: { within: `purpose:${ODD_PURPOSE}` },
    sql: `purpose = 'say "hi": it''s ok'`,
  },
  'nothing at all': { query: { from: '2030-01', to: '2030-02' }, sql: 'false' },
};
const cases = Object.entries(CASES).map(([name, { query, sql }]) => [name, query, sql] as const);

async function readReport<Name extends (typeof REPORTS)[number]>(
  name: Name,
  query: Record<string, string> = {},
): Promise<ReportOf<Name>> {
  const { status, body } = await callReport(name, query);
  expect([status, body.report ?? body]).toEqual([200, name]);
  return body;
}

const callReport = (name: string, query: Record<string, string>) =>
  callAsDocumented(handler, {
    resource: '/v1/reports/{name}',
    path: { name },
    query,
    claims: buildServiceClaims('risk/read'),
  });

/** Numbers of SQL, compared to six decimals. */
const toNear = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? expect.closeTo(value, 5) : value]),
  );

const TOTALS = `count(*)::int as applications, avg(pd) as mean_pd, avg(score)::float as mean_score,
  avg((held = 'approve')::int)::float as approval_rate, avg((held = 'refer')::int)::float as refer_rate,
  avg((held = 'decline')::int)::float as decline_rate, sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss,
  case when count(*) > 0 then coalesce(sum(expected_loss) filter (where held = 'approve'), 0)::float end as expected_loss_approved,
  count(*) filter (where overridden)::int as overrides, count(defaulted)::int as outcomes,
  count(*) filter (where defaulted)::int as defaults, avg(defaulted::int)::float as bad_rate`;

const computeTotals = async (sql: string) =>
  toNear((await queryRows(`select ${TOTALS} from ${APPLICATIONS} where ${sql}`))[0]);

describe.each(cases)('with %s', (_, query, sql) => {
  test.each(['overview', 'distribution', 'score_bands', 'segments', 'trends'] as const)(
    '%s has the totals',
    async (name) => {
      const report = await readReport(name, query);
      expect(report.totals).toEqual(await computeTotals(sql));
      expect(report).toMatchObject({ currency: 'NOK', refreshed_at: expect.any(String) });
      expect(report.filter).toEqual({
        ...{ from: null, to: null, model_version: null, within: null, decision: null, band: null, ...query },
      });
    },
  );

  test('the overview adds up by band and decision', async () => {
    const { bands, decisions, contradicted_overrides, ...report } = await readReport('overview', query);
    const rows = await queryRows(`select held as decision, count(*)::int as applications, sum(ead)::float as exposure,
      sum(expected_loss)::float as expected_loss from ${APPLICATIONS} where ${sql} group by 1
      order by array_position(array['approve', 'refer', 'decline'], held)`);
    expect(decisions).toMatchObject(rows.map(toNear));
    expect(bands).toMatchObject(
      await queryRows(
        `select band, count(*)::int as applications from ${APPLICATIONS} where ${sql} group by 1 order by 1`,
      ),
    );
    expect([report.applications, report.overrides]).toEqual([report.totals.applications, report.totals.overrides]);
    const [contradicted] = await queryRows(
      `select count(*)::int as n from ${APPLICATIONS} where contradicts and ${sql}`,
    );
    expect(contradicted_overrides).toBe(contradicted.n);
  });

  test('the distribution has every band, decision and score', async () => {
    const { bands, histogram } = await readReport('distribution', query);
    expect(bands).toEqual(
      (
        await queryRows(`select band, held as decision, count(*)::int as applications, avg(pd) as mean_pd,
          avg(score)::float as mean_score, sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss
          from ${APPLICATIONS} where ${sql} group by 1, 2
          order by 1, array_position(array['approve', 'refer', 'decline'], held)`)
      ).map(toNear),
    );
    const rows =
      await queryRows(`select least((score - 300) / 25 * 25 + 300, 825) as from, count(*)::int as applications,
      avg(pd) as mean_pd, count(defaulted)::int as outcomes, count(*) filter (where defaulted)::int as defaults,
      count(*) filter (where held = 'approve')::int as approve, count(*) filter (where held = 'refer')::int as refer,
      count(*) filter (where held = 'decline')::int as decline from ${APPLICATIONS} where ${sql} group by 1 order by 1`);
    expect(histogram.filter(({ applications }) => applications > 0)).toMatchObject(rows.map(toNear));
  });

  test('score bands have the outcomes, and the KS of the scores', async () => {
    const { rows, deciles, ks, gini, enough_outcomes, totals } = await readReport('score_bands', query);
    const counted =
      await queryRows(`select least((score - 300) / 25 * 25 + 300, 825) as from, count(*)::int as applications,
      count(defaulted)::int as outcomes, count(*) filter (where not defaulted)::int as goods,
      count(*) filter (where defaulted)::int as bads, avg(pd) filter (where defaulted is not null) as outcome_mean_pd
      from ${APPLICATIONS} where ${sql} group by 1 order by 1`);
    expect(rows.filter(({ applications }) => applications > 0)).toMatchObject(counted.map(toNear));
    expect(enough_outcomes).toBe(totals.defaults >= 100 && totals.outcomes - totals.defaults >= 100);
    expect(deciles.reduce((sum, { applications }) => sum + applications, 0)).toBeCloseTo(totals.applications, 4);
    expect(deciles.reduce((sum, { bads }) => sum + bads, 0)).toBeCloseTo(totals.defaults, 4);
    const [ranked] = await queryRows(`select max(abs(bad_share - good_share))::float as ks from (
      select distinct score, sum(defaulted::int) over (order by score)::float / nullif(sum(defaulted::int) over (), 0) as bad_share,
        sum(1 - defaulted::int) over (order by score)::float / nullif(sum(1 - defaulted::int) over (), 0) as good_share
      from ${APPLICATIONS} where defaulted is not null and ${sql}) shares`);
    const [pairs] = await queryRows(`select (sum(sign(good.score - bad.score)) / nullif(count(*), 0))::float as gini
      from (select score from ${APPLICATIONS} where defaulted and ${sql}) bad
      cross join (select score from ${APPLICATIONS} where not defaulted and ${sql}) good`);
    expect(ks).toEqual(enough_outcomes ? { value: expect.closeTo(ranked.ks, 6), score: expect.any(Number) } : null);
    expect(gini).toEqual(enough_outcomes ? expect.closeTo(pairs.gini, 6) : null);
  });

  test('segments have the observed rate beside the PD', async () => {
    const { segments, applications } = await readReport('segments', { ...query, dimension: 'employment_status' });
    const rows = await queryRows(`select features ->> 'employment_status' as segment, count(*)::int as applications,
      avg(pd) as mean_pd, avg((band = 'E')::int)::float as high_risk_share,
      avg((held = 'approve')::int)::float as approval_rate, sum(ead)::float as exposure,
      sum(expected_loss)::float as expected_loss,
      coalesce(sum(expected_loss) filter (where held = 'approve'), 0)::float as expected_loss_approved,
      count(defaulted)::int as outcomes, count(*) filter (where defaulted)::int as defaults,
      case when count(defaulted) >= 100 then avg(defaulted::int)::float end as observed_rate,
      avg(pd) filter (where defaulted is not null) as outcome_mean_pd
      from ${APPLICATIONS} where ${sql} group by 1 order by 1`);
    expect(segments).toMatchObject(rows.map(toNear));
    for (const { calibration, observed_interval, outcome_mean_pd: pd, outcomes } of segments) {
      expect(observed_interval === null).toBe(outcomes < 100);
      const [low, high] = observed_interval ?? [0, 1];
      const expected = pd !== null && pd < low ? 'above' : pd !== null && pd > high ? 'below' : 'as_predicted';
      expect(calibration).toBe(outcomes < 100 ? 'insufficient' : expected);
    }
    expect(applications).toEqual(
      await queryRows(`select prediction_id, application_id, pd, score, band, held as decision, overridden,
        contradicts as contradicts_override from ${APPLICATIONS} where ${sql} order by pd desc, prediction_id limit 20`),
    );
  });

  test('trends have every day', async () => {
    const { days } = await readReport('trends', { ...query, days: '366' });
    expect(days).toEqual(
      (
        await queryRows(`select to_char(as_of, 'YYYY-MM-DD') as as_of, count(*)::int as applications, avg(pd) as mean_pd,
          avg((held = 'approve')::int)::float as approval_rate, avg((held = 'refer')::int)::float as refer_rate,
          avg((held = 'decline')::int)::float as decline_rate, sum(expected_loss)::float as expected_loss,
          coalesce(sum(expected_loss) filter (where held = 'approve'), 0)::float as expected_loss_approved,
          count(*) filter (where overridden)::int as overrides, count(defaulted)::int as outcomes,
          avg(defaulted::int)::float as bad_rate
          from ${DAYS} where ${sql} group by 1 order by 1`)
      ).map(toNear),
    );
  });
});

test('the period before has the same length and otherwise the same filter', async () => {
  const { before } = await readReport('trends', { from: '2026-03', to: '2026-04', decision: 'approve' });
  expect(before).toEqual({
    ...{ from: '2026-01', to: '2026-02' },
    totals: await computeTotals(`month in ('2026-01', '2026-02') and held = 'approve'`),
  });
  expect((await readReport('overview', { from: '2026-03' })).before).toBeNull();
});

test('some overrides are contradicted by a later score', async () => {
  const { contradicted_overrides, overrides } = await readReport('overview');
  expect(contradicted_overrides).toBeGreaterThan(0);
  expect(overrides).toBeGreaterThan(contradicted_overrides);
});

test('the cut-offs are those of the policy that decides now', async () => {
  expect((await readReport('distribution')).cutoffs).toEqual([
    { decision: 'refer', pd: 0.15, score: expect.any(Number) },
    { decision: 'decline', pd: 0.3, score: expect.any(Number) },
  ]);
});

test('filters lists what occurs', async () => {
  const { dimensions, ...filters } = await readReport('filters');
  expect(filters).toMatchObject({
    months: ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05'],
    model_versions: [
      { version: OTHER_MODEL, kind: 'logistic_regression', stage: 'challenger' },
      { version: GENERATED_MODEL, kind: 'logistic_regression', stage: 'champion' },
    ],
    bands: ['A', 'B', 'C', 'D', 'E'],
    decisions: ['approve', 'refer', 'decline'],
  });
  const purpose = dimensions.find(({ dimension }) => dimension === 'purpose');
  expect(purpose?.segments.map(({ segment }) => segment)).toEqual(
    expect.arrayContaining(['car', 'category:other', ODD_PURPOSE]),
  );
  // Every segment that is offered can be chosen.
  for (const { dimension, segments } of dimensions) {
    for (const { segment } of segments) {
      const { totals } = await readReport('trends', { within: `${dimension}:${segment}` });
      expect(totals.applications).toBeGreaterThan(0);
    }
  }
});

describe('odd values', () => {
  const filtered = REPORTS.filter((name) => REPORT_PARAMETERS[name].includes('within'));
  const odd: [name: string, value: string, status: number, kind: string][] = [
    ['from', '2005-13', 400, 'invalid-request'],
    ['from', '2005-00', 400, 'invalid-request'],
    ['from', '0000-01', 400, 'invalid-request'],
    ['to', '2026-3', 400, 'invalid-request'],
    ['to', '', 400, 'invalid-request'],
    ['model_version', 'nonsense', 404, 'unknown-version'],
    ['model_version', '', 400, 'invalid-request'],
    ['model_version', 'x\0y', 400, 'invalid-request'],
    ['model_version', '20990101T000000Z-00000000', 404, 'unknown-version'],
    ['within', 'purpose', 400, 'invalid-request'],
    ['within', 'purpose:', 400, 'invalid-request'],
    ['within', `purpose:${'x'.repeat(600)}`, 400, 'invalid-request'],
    ['within', `purpose:${'x'.repeat(592)}`, 404, 'unknown-segment'],
    ['within', `purpose:'; drop table x; --`, 404, 'unknown-segment'],
    ['within', 'purpose:%', 404, 'unknown-segment'],
    ['within', 'no such dimension:x', 404, 'unknown-dimension'],
    ['decision', 'Approve', 400, 'invalid-request'],
    ['band', 'Z', 404, 'unknown-band'],
    ['band', `A'--`, 400, 'invalid-request'],
    ['band', '', 400, 'invalid-request'],
  ];
  test.each(odd.flatMap((values) => filtered.map((report) => [report, ...values] as const)))(
    '%s with %s=%s is a problem (%i %s)',
    async (report, name, value, status, kind) => {
      const answer = await callReport(report, { [name]: value });
      expect([answer.status, answer.body.type]).toEqual([status, `urn:risk:problem:${kind}`]);
    },
  );

  test.each([
    ['segments', { dimension: 'no such' }, 404, 'unknown-dimension'],
    ['segments', { dimension: 'Purpose' }, 400, 'invalid-request'],
    ['trends', { days: '0' }, 400, 'invalid-request'],
    ['trends', { days: '367' }, 400, 'invalid-request'],
    ['trends', { from: '2026-02', to: '2026-01' }, 400, 'invalid-request'],
    ['drift', { as_of: '2026-02-30' }, 400, 'invalid-request'],
    ['overview', { days: '3' }, 400, 'invalid-request'],
    ['filters', { from: '2026-01' }, 400, 'invalid-request'],
  ] as const)('%s with %p is a problem', async (report, query, status, kind) => {
    const answer = await callReport(report, query);
    expect([answer.status, answer.body.type]).toEqual([status, `urn:risk:problem:${kind}`]);
  });

  test('the longest range of months has a period before', async () => {
    const { before } = await readReport('overview', { from: '1900-01', to: '2099-12' });
    expect(before).toMatchObject({ from: '1700-01', to: '1899-12', totals: { applications: 0, mean_pd: null } });
  });
});

test('one application shows aggregates, and itself only in the list of the riskiest', async () => {
  const [row] = await queryRows(`select month, band, features ->> 'term_months' as term, purpose, held,
      count(*)::int as applications from ${APPLICATIONS} group by 1, 2, 3, 4, 5 order by applications limit 1`);
  const query = { from: row.month, to: row.month, band: row.band, decision: row.held };
  for (const name of ['overview', 'distribution', 'score_bands', 'trends'] as const) {
    const text = JSON.stringify(await readReport(name, query));
    expect(text).not.toMatch(/application_id|prediction_id|customer/);
  }
});
