/**
 * The figures of the portfolio by filter, each compared with one computed straight from the scores, the overrides and
 * the published outcomes: after a refresh, at once after an override, after outcomes, erasure and a refresh that died.
 */
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows, openTestRun, publishTestRun } from '../../../testing/database/rows.ts';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../../testing/lenders/generated-scores.ts';

const OTHER_MODEL = '20260201T000000Z-00000000';
const OPTIONS = { highRiskBands: { '2026-11-01': ['E'] }, scoresPerTransaction: 200 };

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
  await registerGeneratedModel(db.superuser);
  await registerGeneratedModel(db.superuser, { version: OTHER_MODEL, stage: 'retired' });
  // Half a year of days; some applications are scored again, in another month and by another model.
  await insertGeneratedScores(db.superuser, { applications: 900, from: '2026-01-20', days: 100 });
  await insertGeneratedScores(db.superuser, { applications: 300, from: '2026-03-10', days: 60, seed: 3 });
  await changeScores(
    `update predictions.risk_scores set model_version = '${OTHER_MODEL}' where n_of(application_id) % 3 = 0`,
  );
});
afterAll(() => db?.stop());

const queryRows = async (sql: string) => (await db.superuser.query(sql)).rows;
const refresh = (database: Database = db.connect('risk_monitoring')) => refreshReporting(database, OPTIONS);

/** Changes stored scores, which the database refuses to everybody else. `n_of` is the number in an application's id. */
async function changeScores(sql: string): Promise<void> {
  await db.superuser.query('alter table predictions.risk_scores disable trigger refuse_change');
  await db.superuser.query(sql.replaceAll('n_of(application_id)', 'substr(application_id, 2)::int'));
  await db.superuser.query('alter table predictions.risk_scores enable trigger refuse_change');
}

async function overrideScores(condition: string, decision: string): Promise<void> {
  await db.superuser.query(`insert into predictions.overrides
    (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
    select gen_random_uuid(), prediction_id, '${decision}', decision, 'a good reason', 'jo', 'people'
    from predictions.risk_scores where ${condition}`);
}

async function endOverrides(limit: number): Promise<void> {
  await db.superuser.query(`insert into predictions.overrides
    (override_id, prediction_id, ends, overruled, reason, decided_by, client_id)
    select gen_random_uuid(), prediction_id, override_id, decision, 'a good reason', 'kim', 'people'
    from predictions.held_overrides order by application limit ${limit}`);
}

/** Publishes outcomes of the applications from `from` to `to` on a day; every fourth one defaulted. */
async function publishOutcomes(
  n: number,
  asOf: string,
  [from, to]: [number, number],
  outcomeDate: string,
): Promise<void> {
  const run = await openTestRun(db.superuser, n, asOf);
  const applications = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  await insertRows(
    db.superuser,
    'staging.loan_applications',
    applications.map((id) => ({
      ...{ application_id: `a${id}`, customer_id: `ac${id}`, valid_from: asOf, applied_at: '2026-01-01', amount: 1 },
      ...{ status: 'closed', defaulted: id % 4 === 0, outcome_date: outcomeDate, attributes: {}, loaded_at: asOf },
      ...{ run_id: buildRunId(n), source_file: 'f', source_line: id },
    })),
  );
  await publishTestRun(db.superuser, run);
}

/** What counts, from the stored rows alone: scores of delivered applications, made before their outcome was published. */
const COUNTED = `(
  select s.*, s.as_of::date as day, date_trunc('month', s.as_of)::date as month,
    case when o.outcome_date >= s.as_of::date then o.defaulted end as defaulted,
    case when s.features ->> 'age_years' is null then 'unknown' else
      (array['under_25', '25_to_34', '35_to_44', '45_to_54', '55_to_64', '65_or_more'])[
        1 + width_bucket((s.features ->> 'age_years')::float, '{25,35,45,55,65}')] end as age,
    s.features ->> 'purpose' as purpose
  from predictions.risk_scores s
  left join lateral (
    select l.defaulted, l.outcome_date, (
        select min(p.published_at) from staging.loan_applications any_version
        join analytics.publications p using (run_id)
        where any_version.application_id = s.application_id and any_version.defaulted is not null
      ) as arrived_at
    from staging.loan_applications l where l.application_id = s.application_id order by l.valid_from desc limit 1
  ) o on true
  where s.application_id is not null and (o.arrived_at is null or s.scored_at < o.arrived_at)
)`;
const NEWEST_OVERRIDE = `left join lateral (
    select o.decision, seen.scored_at as seen_at from predictions.overrides o
    join predictions.risk_scores seen using (prediction_id)
    where o.application = c.application_id order by o.decided_at desc limit 1
  ) o on true`;
const PORTFOLIO = `(
  select c.*, coalesce(o.decision, c.decision) as current, (o.decision is not null)::int as overridden
  from (select distinct on (application_id) * from ${COUNTED} c order by application_id, scored_at desc) c
  ${NEWEST_OVERRIDE}
)`;
const DAYS = `(
  select c.*, coalesce(person.decision, c.decision) as current, (person.decision is not null)::int as overridden
  from (select distinct on (application_id, day) * from ${COUNTED} c order by application_id, day, scored_at desc) c
  ${NEWEST_OVERRIDE}
  left join lateral (
    select coalesce(case when c.scored_at >= o.seen_at then o.decision end, (
      select own.decision from predictions.overrides own
      where own.prediction_id = c.prediction_id and own.decision is not null order by own.decided_at desc limit 1
    )) as decision
  ) person on true
)`;

const SUMS = `sum(applications)::int as applications, sum(overrides)::int as overrides, sum(pd_sum) as pd_sum,
  sum(exposure)::float as exposure, sum(expected_loss)::float as expected_loss, sum(high_risk)::int as high_risk,
  sum(outcomes)::int as outcomes, sum(defaults)::int as defaults, sum(outcome_pd_sum) as outcome_pd_sum`;
const STRAIGHT = `count(*)::int as applications, sum(overridden)::int as overrides, sum(pd) as pd_sum,
  sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss, sum((band = 'E')::int)::int as high_risk,
  count(defaulted)::int as outcomes, (count(*) filter (where defaulted))::int as defaults,
  coalesce(sum(pd) filter (where defaulted is not null), 0) as outcome_pd_sum`;

/** Each filter as a condition on the views' keys and on the stored rows; `within` is a segment's name. */
const FILTERS = [
  { name: 'none', keys: 'true', stored: 'true' },
  {
    name: 'a period',
    keys: "month between '2026-02-01' and '2026-03-01'",
    stored: "day between '2026-02-01' and '2026-03-31'",
  },
  {
    name: 'a model and a decision',
    keys: `model_version = '${OTHER_MODEL}' and decision = 'approve'`,
    stored: `model_version = '${OTHER_MODEL}' and current = 'approve'`,
  },
  {
    name: 'a segment and a band',
    within: 'purpose:car',
    keys: "band = 'D'",
    stored: "band = 'D' and purpose = 'car'",
  },
  {
    name: 'a segment, a period, a model, a band and a decision',
    within: 'purpose:home',
    keys: `month <= '2026-04-01' and model_version = '${GENERATED_MODEL}' and band = 'E' and decision = 'decline'`,
    stored: `day < '2026-05-01' and model_version = '${GENERATED_MODEL}' and band = 'E' and current = 'decline'
      and purpose = 'home'`,
  },
];

const close = (rows: Record<string, unknown>[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? expect.closeTo(value, 5) : value]),
    ),
  );

async function findSegment(within = ''): Promise<[number, number]> {
  const [dimension, segment] = within.split(':');
  const [row] = await queryRows(`select dimension_id, segment_no from reporting.segment_names
    join reporting.dimensions using (dimension_id) where dimension = '${dimension}' and segment = '${segment}'`);
  return row ? [row.dimension_id, row.segment_no] : [0, 0];
}

/** Compares every view with the stored rows, for every filter. */
async function expectStraightFigures(): Promise<void> {
  for (const { name, within, keys, stored } of FILTERS) {
    const [dimension, segment] = await findSegment(within);
    const where = `dimension_id = ${dimension} and segment_no = ${segment} and ${keys}`;
    const scores = await queryRows(`select score, ${SUMS} from reporting.portfolio_scores where ${where}
      group by score having sum(applications) <> 0 order by score`);
    const straight = await queryRows(
      `select score, ${STRAIGHT} from ${PORTFOLIO} c where ${stored} group by 1 order by 1`,
    );
    expect({ name, scores }).toEqual({ name, scores: close(straight) });
    expect(straight.length).toBeGreaterThan(5);

    const segments = await queryRows(`select segment as age, ${SUMS}, sum(score_sum)::int as score_sum
      from reporting.portfolio_segments
      join reporting.segment_names using (dimension_id, segment_no) join reporting.dimensions using (dimension_id)
      where dimension = 'age_group' and within_dimension_id = ${dimension} and within_segment_no = ${segment} and ${keys}
      group by segment having sum(applications) <> 0 order by segment collate "C"`);
    expect({ name, segments }).toEqual({
      name,
      segments: close(
        await queryRows(`select age, ${STRAIGHT}, sum(score)::int as score_sum from ${PORTFOLIO} c where ${stored}
          group by 1 order by age collate "C"`),
      ),
    });

    const days = await queryRows(`select as_of::text as day, ${SUMS}, sum(score_sum)::int as score_sum
      from (select *, date_trunc('month', as_of)::date as month from reporting.portfolio_days) days
      where ${where} group by 1 having sum(applications) <> 0 order by 1`);
    expect({ name, days }).toEqual({
      name,
      days: close(
        await queryRows(`select day::text, ${STRAIGHT}, sum(score)::int as score_sum from ${DAYS} c where ${stored}
          group by 1 order by 1`),
      ),
    });
  }
  await expectViewsOfTheWholePortfolio();
}

/** The views of BI tools, which have no filter. */
async function expectViewsOfTheWholePortfolio(): Promise<void> {
  expect(
    await queryRows(`select band, decision, applications::int, mean_pd, expected_loss::float
      from reporting.score_distribution order by 1, 2`),
  ).toEqual(
    close(
      await queryRows(`select band, current as decision, count(*)::int as applications, avg(pd) as mean_pd,
        sum(expected_loss)::float as expected_loss from ${PORTFOLIO} c group by 1, 2 order by 1, 2`),
    ),
  );
  expect(
    await queryRows(`select segment, applications::int, approvals::int, overrides::int,
      expected_loss_approved::float, outcomes::int, defaults::int
      from reporting.segments where dimension = 'age_group' order by segment collate "C"`),
  ).toEqual(
    close(
      await queryRows(`select age as segment, count(*)::int as applications, sum((current = 'approve')::int)::int as approvals,
        sum(overridden)::int as overrides, sum(case current when 'approve' then expected_loss else 0 end)::float
          as expected_loss_approved, count(defaulted)::int as outcomes,
        (count(*) filter (where defaulted))::int as defaults
        from ${PORTFOLIO} c group by 1 order by age collate "C"`),
    ),
  );
  expect(
    await queryRows(`select segment, applications::int, declines::int, expected_loss_approved::float, outcomes::int
      from reporting.segment_pairs where within_dimension = 'purpose' and within_segment = 'car'
        and dimension = 'age_group' order by segment collate "C"`),
  ).toEqual(
    close(
      await queryRows(`select age as segment, count(*)::int as applications, sum((current = 'decline')::int)::int as declines,
        sum(case current when 'approve' then expected_loss else 0 end)::float as expected_loss_approved,
        count(defaulted)::int as outcomes
        from ${PORTFOLIO} c where purpose = 'car' group by 1 order by age collate "C"`),
    ),
  );
  expect(await queryRows(`select decision, applications::int from reporting.held_overrides order by 1`)).toEqual(
    await queryRows(`select current as decision, count(*)::int as applications from ${PORTFOLIO} c
      where overridden = 1 group by 1 order by 1`),
  );
}

test('after a refresh', async () => {
  await overrideScores("decision = 'decline' and substr(application_id, 2)::int % 7 = 0", 'approve');
  expect(await refresh()).toMatchObject({ scores: 1200, months: 5 });
  await expectStraightFigures();
});

test('at once after overrides, replaced overrides and ends, and as well after the refresh', async () => {
  await overrideScores("decision = 'refer' and substr(application_id, 2)::int % 5 = 0", 'decline');
  await overrideScores("decision = 'decline' and substr(application_id, 2)::int % 14 = 0", 'refer');
  await endOverrides(6);
  await expectStraightFigures();
  await refresh();
  await expectStraightFigures();
  await endOverrides(3);
  await expectStraightFigures();
  await refresh();
});

test('after outcomes, which count in the months of their scores', async () => {
  await publishOutcomes(1, '2026-06-20', [1, 120], '2026-06-01');
  await publishOutcomes(2, '2026-06-21', [400, 480], '2026-03-01');
  await refresh();
  await expectStraightFigures();
  const [{ outcomes }] = await queryRows('select sum(outcomes)::int as outcomes from reporting.decisions_daily');
  expect(outcomes).toBeGreaterThan(150);
});

test('after scores of applications whose outcome was published before, which count nowhere', async () => {
  const before = await queryRows('select * from reporting.decisions_daily order by as_of');
  await insertGeneratedScores(db.superuser, { applications: 40, from: '2026-02-03', days: 3, seed: 5, source: 'api' });
  await refresh();
  expect(await queryRows('select * from reporting.decisions_daily order by as_of')).toEqual(before);
  await expectStraightFigures();
});

test('after new scores only the months that they change are counted', async () => {
  await insertGeneratedScores(db.superuser, { applications: 20, from: '2026-07-01', days: 4, prefix: 'n' });
  expect(await refresh()).toMatchObject({ applications: 20, months: 1, days: 4 });
  expect(await refresh()).toMatchObject({ applications: 0, months: 0, days: 0 });
});

test('after an erasure', async () => {
  const [{ applications: before }] = await queryRows(
    'select sum(applications)::int as applications from reporting.score_distribution',
  );
  const [{ customer_id }] = await queryRows(
    `select customer_id from predictions.risk_scores where application_id = 'a130' limit 1`,
  );
  await db.connect('risk_privacy').execute(readSqlFile('privacy/erase_scores.sql'), { customer_id });
  expect(await refresh()).toMatchObject({ months: expect.any(Number) });
  await expectStraightFigures();
  expect(await queryRows('select sum(applications)::int as applications from reporting.score_distribution')).toEqual([
    { applications: before - 1 },
  ]);
});

test('after the erasure of the customer of a newest score, whose application was scored for another one before', async () => {
  await changeScores(`insert into predictions.risk_scores
    select (jsonb_populate_record(stored, jsonb_build_object('prediction_id', gen_random_uuid(), 'customer_id', 'other',
      'as_of', as_of + interval '40 days', 'scored_at', clock_timestamp()))).*
    from predictions.risk_scores stored where application_id = 'a701'`);
  await refresh();
  await expectStraightFigures();
  await db.connect('risk_privacy').execute(readSqlFile('privacy/erase_scores.sql'), { customer_id: 'other' });
  await refresh();
  await expectStraightFigures();
});

test('a dimension has the label that it is declared with now', async () => {
  await db.superuser.query(`update reporting.dimensions set label = 'Before' where dimension = 'age_group'`);
  await refresh();
  expect(await queryRows(`select label from reporting.dimensions where dimension = 'age_group'`)).toEqual([
    { label: 'Age group' },
  ]);
});

test('during and after a refresh that dies at any of its steps', async () => {
  for (const last of [1, 3, 4, 6, 8]) {
    await overrideScores(`application_id = 'a${200 + last}'`, 'refer');
    await insertGeneratedScores(db.superuser, { applications: 30, from: `2026-05-0${last}`, days: 2, seed: 20 + last });
    await publishOutcomes(10 + last, `2026-07-${10 + last}`, [600 + 10 * last, 609 + 10 * last], '2026-07-01');
    const real = db.connect('risk_monitoring');
    let steps = 0;
    const dying: Database = {
      ...real,
      transaction: (work) => (++steps > last ? Promise.reject(new Error('dies')) : real.transaction(work)),
    };
    await expect(refresh(dying)).rejects.toThrow('dies');
    const [{ applications }] = await queryRows(
      `select count(*)::int as applications from reporting.score_distribution where applications < 0`,
    );
    expect(applications).toBe(0);
    await refresh();
    await expectStraightFigures();
  }
});
