/** The aggregates of the dashboards, compared with plain queries over the scores. */
import { type RefreshResult, refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows, openTestRun, publishTestRun } from '../../../testing/database/rows.ts';
import { insertGeneratedScores, registerGeneratedModel } from '../../../testing/lenders/generated-scores.ts';

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
  await registerGeneratedModel(db.superuser);
});
afterAll(() => db?.stop());

const rowsOf = async (sql: string) => (await db.superuser.query(sql)).rows;
const refresh = (scoresPerTransaction?: number, rowsPerStatement?: number): Promise<RefreshResult> =>
  refreshReporting(db.connect('risk_monitoring'), {
    highRiskBands: { '2026-11-01': ['E'] },
    ...{ scoresPerTransaction, rowsPerStatement },
  });

/** All aggregates, in a fixed order. */
async function everything() {
  const views = [
    'score_distribution',
    'score_histogram',
    'segments',
    'segment_pairs',
    'decisions_daily',
    'bands_daily',
  ];
  const found = [];
  for (const name of views) {
    found.push(await rowsOf(`select * from reporting.${name} shown order by shown::text`));
  }
  return found;
}

/** The newest score of each delivered application, with an override instead of its decision. */
const NEWEST = `(
  select distinct on (application_id) s.*, coalesce(
    (select decision from predictions.overrides o where o.application = s.application_id order by decided_at desc limit 1),
    decision) as held
  from predictions.risk_scores s where application_id is not null
  order by application_id, scored_at desc, prediction_id desc
) newest`;
const MEASURES = `count(*)::int as applications, avg(pd) as mean_pd, avg((band = 'E')::int)::float as high_risk_share,
  avg((held = 'approve')::int)::float as approval_rate, sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss`;
const SHOWN = `applications::int, mean_pd, high_risk_share, approval_rate, exposure::float, expected_loss::float`;
const AGES = `case when features ->> 'age_years' is null then 'unknown' else
  (array['under_25', '25_to_34', '35_to_44', '45_to_54', '55_to_64', '65_or_more'])[
    1 + width_bucket((features ->> 'age_years')::float, '{25,35,45,55,65}')] end`;

/** Sums of floating point numbers differ by their order. */
const round = (rows: Record<string, unknown>[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? value.toPrecision(9) : value]),
    ),
  );
const close = (rows: Record<string, unknown>[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? expect.closeTo(value, 6) : value]),
    ),
  );

test('a refresh before anything is scored gives empty aggregates', async () => {
  expect(await refresh()).toEqual({ outcome: 'refreshed', scores: 0, applications: 0, months: 0, days: 0 });
  expect(await rowsOf('select * from reporting.segments')).toEqual([]);
  expect(await rowsOf('select distinct applications::int from reporting.score_histogram')).toEqual([
    { applications: 0 },
  ]);
});

describe('with scores of three days, by the daily scoring and by request', () => {
  beforeAll(async () => {
    await insertGeneratedScores(db.superuser, { applications: 600, from: '2026-03-01', days: 3 });
    // Some are scored again on a later day, and some for a request that describes a new application.
    await insertGeneratedScores(db.superuser, {
      applications: 150,
      from: '2026-03-04',
      days: 1,
      seed: 7,
      source: 'api',
    });
    await insertGeneratedScores(db.superuser, {
      applications: 20,
      from: '2026-03-04',
      days: 1,
      prefix: 'new',
      source: 'api',
    });
    await insertGeneratedScores(db.superuser, {
      applications: 10,
      from: '2026-03-04',
      days: 1,
      prefix: 'raw',
      source: 'api',
    });
    await db.superuser.query('alter table predictions.risk_scores disable trigger refuse_change');
    await db.superuser.query(
      `update predictions.risk_scores set application_id = null where application_id like 'new%'`,
    );
    await db.superuser.query(
      `update predictions.risk_scores set application_id = null, customer_id = null where application_id like 'raw%'`,
    );
    await db.superuser.query('alter table predictions.risk_scores enable trigger refuse_change');
    // Several transactions.
    expect(await refresh(90)).toMatchObject({ outcome: 'refreshed', scores: 780, months: 1, days: 4 });
  });

  test('bands and the histogram count each application once, with its newest score', async () => {
    expect(
      await rowsOf(`select band, decision, applications::int, mean_pd, mean_score, exposure::float, expected_loss::float
        from reporting.score_distribution order by band, decision`),
    ).toEqual(
      close(
        await rowsOf(`select band, held as decision, count(*)::int as applications, avg(pd) as mean_pd,
          avg(score)::float as mean_score, sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss
          from ${NEWEST} group by band, held order by band, held`),
      ),
    );
    const [histogram] = await rowsOf('select sum(applications)::int as applications from reporting.score_histogram');
    expect(histogram).toEqual({ applications: 600 });
    expect(await rowsOf('select applications::int from reporting.score_histogram where score_from = 600')).toEqual(
      await rowsOf(`select count(*)::int as applications from ${NEWEST} where score >= 600 and score < 625`),
    );
  });

  test('segments and pairs of segments equal a query over the scored features', async () => {
    expect(
      await rowsOf(`select segment, ${SHOWN} from reporting.segments where dimension = 'age_group' order by segment`),
    ).toEqual(close(await rowsOf(`select ${AGES} as segment, ${MEASURES} from ${NEWEST} group by 1 order by 1`)));
    expect(
      await rowsOf(`select segment, ${SHOWN} from reporting.segment_pairs
        where within_dimension = 'purpose' and within_segment = 'car' and dimension = 'age_group' order by segment`),
    ).toEqual(
      close(
        await rowsOf(`select ${AGES} as segment, ${MEASURES} from ${NEWEST}
          where features ->> 'purpose' = 'car' group by 1 order by 1`),
      ),
    );
    const both = (within: string, dimension: string) =>
      rowsOf(`select sum(applications)::int as applications from reporting.segment_pairs
        where within_dimension = '${within}' and dimension = '${dimension}'`);
    expect(await both('purpose', 'age_group')).toEqual([{ applications: 600 }]);
    expect(await both('age_group', 'purpose')).toEqual([{ applications: 600 }]);
  });

  test('a day has the newest score of each application of that day', async () => {
    expect(
      await rowsOf(`select as_of::text, applications::int, mean_pd, decline_rate, bad_rate
        from reporting.decisions_daily order by as_of`),
    ).toEqual(
      close(
        await rowsOf(`select as_of::date::text as as_of, count(*)::int as applications, avg(pd) as mean_pd,
          avg((decision = 'decline')::int)::float as decline_rate, null as bad_rate
          from predictions.risk_scores where application_id is not null group by 1 order by 1`),
      ),
    );
  });

  test('a second refresh changes nothing', async () => {
    const before = await everything();
    expect(await refresh()).toMatchObject({ applications: 0, months: 0 });
    expect(await everything()).toEqual(before);
  });

  test('concurrent refreshes run one at a time', async () => {
    await db.superuser.query('select pg_advisory_lock(7231002)');
    expect(await refresh()).toEqual({ outcome: 'at_work' });
    await db.superuser.query('select pg_advisory_unlock(7231002)');
  });

  test('a refresh that fails between its steps is completed by the next', async () => {
    await insertGeneratedScores(db.superuser, { applications: 300, from: '2026-03-05', days: 1, seed: 9 });
    let steps = 0;
    const real = db.connect('risk_monitoring');
    const dying: typeof real = {
      ...real,
      transaction: (work) => (++steps > 2 ? Promise.reject(new Error('dies')) : real.transaction(work)),
    };
    const options = { highRiskBands: { '2026-11-01': ['E'] }, scoresPerTransaction: 100 };
    await expect(refreshReporting(dying, options)).rejects.toThrow('dies');
    await refresh(100);
    expect(
      await rowsOf(`select segment, ${SHOWN} from reporting.segments where dimension = 'age_group' order by segment`),
    ).toEqual(close(await rowsOf(`select ${AGES} as segment, ${MEASURES} from ${NEWEST} group by 1 order by 1`)));
  });

  test('an override counts instead of the policy’s decision, at once', async () => {
    const declined = async () => {
      const [days] = await rowsOf(`select sum(declines)::int as declines, sum(overrides)::int as overrides
        from reporting.decisions_daily`);
      const [segments] = await rowsOf(`select sum(declines)::int as declines, sum(overrides)::int as overrides
        from reporting.segments where dimension = 'purpose'`);
      const [bands] = await rowsOf(`select sum(applications)::int as declines from reporting.score_distribution
        where decision = 'decline'`);
      const [held] = await rowsOf(`select coalesce(sum(applications), 0)::int as overrides
        from reporting.held_overrides`);
      return { days, segments, bands, held };
    };
    const before = await declined();
    expect(before).toMatchObject({ days: { overrides: 0 }, segments: { overrides: 0 }, held: { overrides: 0 } });
    await db.superuser.query(`insert into predictions.overrides
      (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
      select gen_random_uuid(), prediction_id, 'approve', decision, 'a good reason', 'jo', 'people' from ${NEWEST}
      where decision = 'decline' order by pd limit 5`);
    const after = {
      days: { declines: before.days.declines - 5, overrides: 5 },
      segments: { declines: before.segments.declines - 5, overrides: 5 },
      bands: { declines: before.bands.declines - 5 },
      held: { overrides: 5 },
    };
    expect(await declined()).toEqual(after);
    expect(await refresh()).toMatchObject({ months: 1 });
    expect(await declined()).toEqual(after);
  });

  test('an override that a person ends counts no more now, and stays in the figures of its day', async () => {
    const [day] = await rowsOf('select sum(overrides)::int as overrides from reporting.decisions_daily');
    await db.superuser.query(`insert into predictions.overrides
      (override_id, prediction_id, ends, overruled, reason, decided_by, client_id)
      select gen_random_uuid(), prediction_id, override_id, decision, 'a good reason', 'kim', 'people'
      from predictions.held_overrides order by override_id limit 2`);
    expect(await refresh()).toMatchObject({ months: 1 });
    expect(await rowsOf('select decision, applications::int, contradicted::int from reporting.held_overrides')).toEqual(
      [{ decision: 'approve', applications: 3, contradicted: 0 }],
    );
    expect(await rowsOf('select sum(overrides)::int as overrides from reporting.decisions_daily')).toEqual([day]);
  });

  test('outcomes count once they are delivered, for scores before them', async () => {
    const run = await openTestRun(db.superuser, 1, '2026-03-20');
    const outcome = (n: number, defaulted: boolean, outcome_date: string | null) => ({
      ...{
        application_id: `a${n}`,
        customer_id: `ac${n}`,
        valid_from: '2026-03-20',
        applied_at: '2026-03-01',
        amount: 1,
      },
      ...{ status: 'closed', defaulted, outcome_date, attributes: {}, loaded_at: '2026-03-20' },
      ...{ run_id: buildRunId(1), source_file: 'f', source_line: n },
    });
    // The multiples of three are of the first day.
    await insertRows(db.superuser, 'staging.loan_applications', [
      ...[303, 306, 309].map((n) => outcome(n, true, '2026-03-15')),
      ...[312, 315, 318].map((n) => outcome(n, false, '2026-03-15')),
      outcome(321, true, '2026-02-01'),
      outcome(324, true, null),
    ]);
    await publishTestRun(db.superuser, run);
    await refresh();
    expect(
      await rowsOf(
        `select outcomes::int, defaults::int, bad_rate from reporting.decisions_daily where as_of = '2026-03-01'`,
      ),
    ).toEqual([{ outcomes: 6, defaults: 3, bad_rate: 0.5 }]);
  });

  test('categories that the lender declares are dimensions as soon as they are published', async () => {
    const run = await openTestRun(db.superuser, 2, '2026-03-21');
    const grade = {
      table_name: 'loan_applications',
      name: 'grade',
      type: 'category',
      use: 'model',
      label: 'Loan grade',
    };
    await insertRows(db.superuser, 'staging.attributes', [{ ...grade, run_id: run.run_id, declared_at: '2026-03-21' }]);
    await publishTestRun(db.superuser, run);
    await refresh();
    await insertGeneratedScores(db.superuser, { applications: 3, from: '2026-03-21', days: 1, prefix: 'grade' });
    await db.superuser.query('alter table predictions.risk_scores disable trigger refuse_change');
    await db.superuser.query(`update predictions.risk_scores
      set features = features || '{"application_grade": "G7"}' where application_id = 'grade1'`);
    // Words that are names of segments too, and a category that is spelt like the name of one.
    const odd = ['other', 'unknown', 'Other', 'category:other', '"other"', 'carriage\rreturn'];
    await insertGeneratedScores(db.superuser, { applications: odd.length, from: '2026-03-22', days: 1, prefix: 'odd' });
    for (const [i, grade] of odd.entries()) {
      await db.superuser.query(
        `update predictions.risk_scores set features = features || jsonb_build_object('application_grade', $1::text)
         where application_id = $2`,
        [grade, `odd${i + 1}`],
      );
    }
    await db.superuser.query('alter table predictions.risk_scores enable trigger refuse_change');
    await refresh();
    expect(
      await rowsOf(`select dimension_label, segment, segment_label as label, applications::int from reporting.segments
        where dimension = 'application_grade' order by segment collate "C"`),
    ).toEqual(
      [
        ['"other"', '""other""', 1],
        ['G7', 'G7', 1],
        ['Other', '"Other"', 1],
        ['carriage\rreturn', 'carriage\rreturn', 1],
        ['category:category:other', 'category:other', 1],
        ['category:other', '"other"', 1],
        ['category:unknown', '"unknown"', 1],
        ['unknown', 'Unknown', 2],
      ].map(([segment, label, applications]) => ({ dimension_label: 'Loan grade', segment, label, applications })),
    );
  });

  test('erased scores are removed from the aggregates', async () => {
    await db.connect('risk_privacy').execute(`delete from predictions.risk_scores where application_id = 'a2'`);
    await refresh();
    expect(
      await rowsOf(`select sum(applications)::int as applications from reporting.segments where dimension = 'purpose'`),
    ).toEqual(await rowsOf(`select count(*)::int as applications from ${NEWEST}`));
  });

  test('aggregates are counted again when the dimensions change, and equally in many small statements', async () => {
    const figures = [];
    for (const rowsPerStatement of [undefined, 4000]) {
      await db.superuser.query(`update reporting.refresh_state set definition = 'old'`);
      expect(await refresh(200, rowsPerStatement)).toMatchObject({ months: 1 });
      figures.push((await everything()).map(round));
    }
    expect(figures[1]).toEqual(figures[0]);
    expect(
      await rowsOf(`select segment, ${SHOWN} from reporting.segments where dimension = 'age_group' order by segment`),
    ).toEqual(close(await rowsOf(`select ${AGES} as segment, ${MEASURES} from ${NEWEST} group by 1 order by 1`)));
  });
});

test('the role of BI reads no data of a person', async () => {
  const { rows } = await db.superuser.query(
    `select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'reporting'::regnamespace and a.attnum > 0 and has_table_privilege('risk_reporting', c.oid, 'select')
       and a.attname ~ '(application|customer|prediction)_id|name$|birth|phone|email|address'`,
  );
  expect(rows.map(({ attname }) => attname).filter((name) => !['table_name', 'check_name'].includes(name))).toEqual([]);
});
