/** Simulations decide stored evidence again: the figures are those that SQL computes, and nothing else changes. */
import type { Simulation } from '../../../lambdas/prediction-api/contract/schemas/simulations.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import type { SimulationResult } from '../../../lambdas/shared/simulation/simulation-result.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { makeDecisions, storeDecisions } from '../../../testing/database/stored-decisions.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { findSeedPolicy } from '../../../testing/policies/seed-policies.ts';
import { type SimulationHarness, startSimulationHarness } from '../../../testing/workflows/simulation-harness.ts';

const PERIOD = { from: '2026-09-01', to: '2026-09-30' };
const description = { num: { amount: { median: 0, weight: 0.00001 } }, cat: {}, intercept: -2 };
/** The policy that decides, in format 1. */
interface Format1 {
  hard_rules: { name: string }[];
  expected_loss_limits: object[];
}
const policy20261123: Format1 = JSON.parse(findSeedPolicy().document);
/** A stricter cut-off for approval, a milder one to decline, a lower limit, and a rule that refers fewer. */
const candidate = {
  ...policy20261123,
  version: '2026-12-24',
  decisions: { approve_below_pd: 0.1, decline_from_pd: 0.35 },
  hard_rules: policy20261123.hard_rules.map((rule) =>
    rule.name === 'overcommitted' ? { ...rule, when: { feature: 'debt_to_income', at_least: 0.8 } } : rule,
  ),
  expected_loss_limits: [{ ...policy20261123.expected_loss_limits[0], at_least: 10_000 }],
};
const decisions = makeDecisions(3000, 7);

let harness: SimulationHarness;
let model: TinyModel;

beforeAll(async () => {
  harness = await startSimulationHarness();
  model = await buildTinyModel(description);
  await harness.harness.promote(model);
  await storeDecisions(harness.harness.db.superuser, decisions, {
    document: policy20261123,
    ...{ model_version: model.reference.version, model_sha256: model.reference.sha256 },
  });
});
afterAll(() => harness?.harness.stop());

const query = async <Row>(sql: string): Promise<Row[]> => (await harness.harness.db.superuser.query(sql)).rows;

function getResult({ state, problem, result }: Simulation): SimulationResult {
  if (!result) throw new Error(`the simulation is ${state}: ${problem}`);
  return result;
}

describe('the active policy against itself', () => {
  test('has no difference, and equals what serving stored', async () => {
    const simulation = await harness.simulate({ policy_version: '2026-11-23', ...PERIOD });
    const result = getResult(simulation);
    expect(simulation).toMatchObject({ state: 'done', rows: decisions.length, problem: null });
    expect(result).toMatchObject({ rows: decisions.length, not_decided: 0, different: 0, stored_different: 0 });
    expect(result.candidate).toEqual(result.baseline);
    expect([result.swap_in.rows, result.swap_out.rows]).toEqual([0, 0]);
    expect(result.approval_difference).toEqual({ value: 0, interval: [0, 0] });
  });
});

describe('a candidate policy', () => {
  let result: SimulationResult;
  let simulation: Simulation;
  beforeAll(async () => {
    simulation = await harness.simulate({ document: candidate, ...PERIOD }, { runsTwice: true });
    result = getResult(simulation);
  });

  /** The candidate's rules in SQL, apart from the code of the engine. */
  const DECIDED = `
    with read as (
      select application_id, decision as baseline, pd, cast(pd as real) as pd32, ead, expected_loss,
        (features ->> 'age_years')::numeric as age, (features ->> 'months_past_due_1')::numeric as late,
        (features ->> 'debt_to_income')::numeric as debt, f.purpose, f.fairness ->> 'sex' as sex,
        (select defaulted from staging.loan_applications a
         where a.application_id = s.application_id order by valid_from desc limit 1) as defaulted
      from predictions.risk_scores s
      join analytics.risk_features f using (application_id)
    ), decided as (
      select *, case
        when age < 18 or late >= 3 or pd32 >= 0.35::real then 'decline'
        when debt >= 0.8 or pd32 >= 0.1::real or expected_loss >= 10000 then 'refer'
        else 'approve' end as candidate
      from read
    )`;

  test('has the rates, money and outcomes that SQL computes', async () => {
    const [expected] = await query<Record<string, number>>(`${DECIDED}
      select count(*) filter (where candidate = 'approve')::int as approved,
        count(*) filter (where candidate = 'refer')::int as referred,
        count(*) filter (where candidate = 'decline')::int as declined,
        count(*) filter (where baseline = 'approve')::int as approved_before,
        sum(expected_loss) filter (where candidate = 'approve')::float as loss,
        sum(expected_loss)::float as loss_of_all,
        sum(ead) filter (where candidate = 'approve')::float as exposure,
        count(defaulted) filter (where candidate = 'approve')::int as known,
        count(*) filter (where candidate = 'approve' and defaulted)::int as defaults,
        count(*) filter (where baseline <> candidate)::int as different
      from decided`);
    const { approve, refer, decline, outcomes, exposure, expected_loss, expected_loss_of_all } = result.candidate;
    expect({
      ...{ approved: approve.rows, referred: refer.rows, declined: decline.rows, loss: expected_loss, exposure },
      ...{ approved_before: result.baseline.approve.rows, loss_of_all: expected_loss_of_all },
      ...{ known: outcomes.known, defaults: outcomes.defaults, different: result.different },
    }).toEqual(expected);
    expect(approve.rate).toBeCloseTo((expected?.approved ?? 0) / decisions.length, 12);
    expect(result.candidate.expected_return).toBeNull();
  });

  test('has the swap sets and their segments that SQL computes, with bounds for unknown outcomes', async () => {
    const expected = await query<Record<string, number | string>>(`${DECIDED}
      select purpose, count(*)::int as rows,
        count(*) filter (where baseline <> 'approve' and candidate = 'approve')::int as gained,
        count(*) filter (where baseline = 'approve' and candidate <> 'approve')::int as lost,
        count(*) filter (where baseline = 'approve' and candidate <> 'approve' and defaulted)::int as lost_defaults,
        count(defaulted) filter (where baseline = 'approve' and candidate <> 'approve')::int as lost_known
      from decided group by purpose order by purpose nulls last`);
    const values = result.segments.find(({ feature }) => feature === 'purpose')?.values ?? [];
    const read = values
      .map(({ value, rows, swap_in, swap_out }) => ({
        ...{ purpose: value, rows, gained: swap_in.rows, lost: swap_out.rows },
        ...{ lost_defaults: swap_out.outcomes.defaults, lost_known: swap_out.outcomes.known },
      }))
      .sort((a, b) => ((a.purpose ?? '~') < (b.purpose ?? '~') ? -1 : 1));
    expect(read).toEqual(expected);
    const { rows, outcomes } = result.swap_out;
    expect([rows > 100, result.swap_in.rows > 20]).toEqual([true, true]);
    expect(outcomes.unknown).toBe(rows - outcomes.known);
    expect(outcomes.bound).toEqual([outcomes.defaults / rows, (outcomes.defaults + outcomes.unknown) / rows]);
  });

  test('has the approval rates of the groups that SQL computes', async () => {
    const expected = await query<Record<string, number | string>>(`${DECIDED}
      select sex, count(*)::int as rows, count(*) filter (where candidate = 'approve')::int as approved
      from decided group by sex`);
    const { groups = [], candidate_ratio } = result.fairness.find(({ attribute }) => attribute === 'sex') ?? {};
    const read = groups.map(({ group, rows, candidate }) => ({ sex: group, rows, approved: candidate.rows }));
    expect(new Set(read.map((group) => JSON.stringify(group)))).toEqual(
      new Set(expected.map((group) => JSON.stringify(group))),
    );
    expect(candidate_ratio?.value).toBeLessThanOrEqual(1);
    expect(candidate_ratio?.interval[0]).toBeLessThan(candidate_ratio?.value ?? 0);
  });

  test('has curves whose sums at its own cut-offs are its figures', () => {
    const [curve] = result.curves;
    if (!curve) throw new Error('no curve');
    const { edges, approvable, referred, declined, approve_below_pd, decline_from_pd } = curve;
    const sumBelow = (values: readonly number[], bound: number) =>
      values.reduce((sum, value, i) => ((edges[i] ?? 1) < bound ? sum + value : sum), 0);
    expect(sumBelow(approvable.rows, approve_below_pd)).toBe(result.candidate.approve.rows);
    expect(sumBelow(approvable.swap_ins, approve_below_pd)).toBe(result.swap_in.rows);
    expect(sumBelow(approvable.expected_loss, approve_below_pd)).toBeCloseTo(result.candidate.expected_loss, 2);
    expect(sumBelow(approvable.defaults, approve_below_pd)).toBe(result.candidate.outcomes.defaults);
    const referrals =
      sumBelow(approvable.rows, decline_from_pd) - result.candidate.approve.rows + sumBelow(referred, decline_from_pd);
    expect(referrals).toBe(result.candidate.refer.rows);
    const all = [approvable.rows, referred, declined].flat().reduce((sum, value) => sum + value, 0);
    expect(all).toBe(result.rows);
  });

  test('says how much work it makes', async () => {
    const [busiest] = await query<{ day: string; referrals: number }>(`${DECIDED}
      select cast(as_of as date)::text as day, count(*)::int as referrals
      from decided join predictions.risk_scores using (application_id)
      where candidate = 'refer' group by 1 order by 2 desc, 1 limit 1`);
    expect(result.reviewers.days).toBe(3);
    expect(result.reviewers.candidate.referrals).toBe(result.candidate.refer.rows);
    expect(result.reviewers.candidate.busiest_day?.referrals).toBe(busiest?.referrals);
  });

  test('is listed without its document and its result', async () => {
    const { simulations } = await harness.list({ limit: '1' });
    expect(simulations[0]).toMatchObject({ simulation_id: simulation.simulation_id, has_document: true, rows: 3000 });
    expect(Object.keys(simulations[0])).not.toEqual(expect.arrayContaining(['result']));
  });

  test('changes no decision', async () => {
    const [stored] = await query<{ n: number }>('select count(*)::int as n from predictions.risk_scores');
    expect(stored?.n).toBe(decisions.length);
  });
});

test('a segment alone is simulated, by features that the evidence does not have', async () => {
  const segment = { feature: 'purpose', value: 'car' };
  const result = getResult(await harness.simulate({ document: candidate, segment, ...PERIOD }));
  expect(result.rows).toBe(decisions.filter(({ features }) => features.purpose === 'car').length);
  expect(result.unknown_features).toEqual([]);
});

test('a scored file is simulated, with rows that are of no application', async () => {
  const { superuser } = harness.harness.db;
  const batch_id = '01900000-0000-7000-8000-00000000000b';
  await superuser.query(
    `insert into predictions.batches (batch_id, state, client_id, requested_by, size_bytes, content_type, reasons,
       started_at, ended_at, result_bytes)
     values ($1, 'done', 'a', 'a', 1, 'text/csv', 'none', '2026-09-20', '2026-09-21', 1)`,
    [batch_id],
  );
  // Of the last, its exposure alone is unknown, so that nobody can decide it.
  await superuser.query(
    `insert into predictions.risk_scores (prediction_id, application_id, customer_id, source, as_of, features_as_of,
       features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead,
       expected_loss, requested_by, client_id, scored_at)
     select gen_random_uuid(), null, null, 'file', as_of, as_of,
       case when number = 40 then features || '{"amount": null}' else features end,
       jsonb_build_object('batch', jsonb_build_object('batch_id', $1::text)), model_version, model_sha256, policy_version,
       pd, raw, score, band, decision, decided_by, lgd, ead, expected_loss, 'a', 'a', timestamptz '2026-09-20 12:00:00Z'
     from (select *, row_number() over (order by prediction_id) as number from predictions.risk_scores limit 40) s`,
    [batch_id],
  );
  const result = getResult(await harness.simulate({ document: EXAMPLE_POLICY, batch_id }));
  expect(result).toMatchObject({ rows: 39, not_decided: 1, stored_different: 0, fairness: [] });
  expect(result.unknown_features.map(({ feature }) => feature)).toContain('annual_income');
  expect(result.unknown_features.every(({ rows }) => rows === 39)).toBe(true);
  expect(result.candidate.outcomes.known).toBe(0);
  await superuser.query(`alter table predictions.risk_scores disable trigger user`);
  await superuser.query(`delete from predictions.risk_scores where source = 'file'`);
  await superuser.query(`alter table predictions.risk_scores enable trigger user`);
});

test('a policy with prices has an expected return, by its cut-offs of each condition', async () => {
  const result = getResult(await harness.simulate({ document: EXAMPLE_POLICY, ...PERIOD }));
  expect(result.baseline.expected_return).toBeNull();
  expect(result.candidate.expected_return).toEqual(expect.any(Number));
  expect(result.curves.map(({ position }) => position)).toEqual(EXAMPLE_POLICY.cut_offs.map((_, i) => i));
  const policy = parsePolicy(EXAMPLE_POLICY);
  const expected = decisions.map(({ pd, features }) =>
    decide(policy, pd, { annual_income: null, employment_status: null, ...features }),
  );
  expect(result.candidate.approve.rows).toBe(expected.filter(({ decision }) => decision === 'approve').length);
  const returned = expected.filter(({ decision }) => decision === 'approve').map((one) => one.expected_return ?? 0);
  expect(result.candidate.expected_return).toBeCloseTo(
    returned.reduce((sum, value) => sum + value, 0),
    2,
  );
});

test('a model scores everything again, and the active policy decides on its PDs', async () => {
  const result = getResult(await harness.simulate({ model_version: model.reference.version, ...PERIOD }));
  const pds = decisions.map(({ features }) => computeExpectedPd(description, features));
  const mean = pds.reduce((sum, pd) => sum + pd, 0) / pds.length;
  const { approvable, referred, declined } = result.curves[0] ?? {
    approvable: { rows: [] },
    referred: [],
    declined: [],
  };
  expect([...approvable.rows, ...referred, ...declined].reduce((sum, rows) => sum + rows, 0)).toBe(decisions.length);
  const all = result.changes.reduce((sum, { rows, outcomes }) => sum + rows * (outcomes.expected_rate ?? 0), 0);
  expect(all / decisions.length).toBeCloseTo(mean, 5);
  expect(result.candidate.policy_versions).toEqual(['2026-11-23']);
  expect(result.baseline.outcomes.expected_rate).not.toBeCloseTo(result.candidate.outcomes.expected_rate ?? 0, 3);
});

describe('what cannot be simulated', () => {
  test('is refused with a name before anything is stored', async () => {
    const cases: [body: object, type: string][] = [
      [{ policy_version: 'nobody', ...PERIOD }, 'unknown-policy'],
      [{ model_version: 'nobody', ...PERIOD }, 'unknown-model'],
      [{ policy_version: '2026-11-23', batch_id: '00000000-0000-7000-8000-000000000000' }, 'unknown-batch'],
      [
        { document: { ...candidate, decisions: { approve_below_pd: 0.5, decline_from_pd: 0.2 } }, ...PERIOD },
        'policy-invalid',
      ],
      [{ ...PERIOD }, 'invalid-body'],
      [{ policy_version: '2026-11-23', from: '2026-09-02', to: '2026-09-01' }, 'invalid-body'],
    ];
    const before = (await harness.list()).simulations.length;
    for (const [body, type] of cases) {
      const { status, body: problem } = await harness.create(body);
      expect([status, problem.type]).toEqual([422, `urn:risk:problem:${type}`]);
    }
    expect((await harness.list()).simulations).toHaveLength(before);
  });

  test.each([
    [
      'a period without decisions',
      { policy_version: '2026-11-23', from: '2020-01-01', to: '2020-01-02' },
      /no application was decided/,
    ],
    [
      'a segment without applications',
      { policy_version: '2026-11-23', segment: { feature: 'purpose', value: 'boat' }, ...PERIOD },
      /no application of this segment/,
    ],
    [
      'a policy that reads no feature',
      { document: { ...candidate, ead: { rule: 'feature', feature: 'wishes' } }, ...PERIOD },
      /wishes, which is no feature/,
    ],
  ])('fails with its reason: %s', async (_, body, problem) => {
    expect(await harness.simulate(body)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(problem),
      result: null,
    });
  });

  test('waits while three simulations run', async () => {
    const created = [];
    for (let i = 0; i < 3; i++) created.push((await harness.create({ policy_version: '2026-11-23', ...PERIOD })).body);
    const { status, body } = await harness.create({ policy_version: '2026-11-23', ...PERIOD });
    expect([status, body.type]).toEqual([409, 'urn:risk:problem:too-many-simulations']);
    for (const { simulation_id } of created) await harness.run(simulation_id);
  });

  test('another execution does not take a simulation that runs', async () => {
    const { body } = await harness.create({ policy_version: '2026-11-23', ...PERIOD });
    await harness.harness.db.superuser.query(
      `update policies.simulations set execution_id = 'another' where simulation_id = '${body.simulation_id}'`,
    );
    expect((await harness.run(body.simulation_id)).output).toEqual({ outcome: 'not_ours' });
    await harness.harness.db.superuser.query(
      `update policies.simulations set state = 'failed', problem = 'test', ended_at = now() where simulation_id = '${body.simulation_id}'`,
    );
  });
});

test('a draft counts as simulated once its present document is', async () => {
  const { superuser } = harness.harness.db;
  const document = JSON.stringify(candidate);
  await superuser.query(
    `insert into policies.versions (version, document, sha256, state, authors, created_by, changed_by)
     values ('2026-12-24', $1, audit.hash_text($1), 'draft', array['analyst-1'], 'analyst-1', 'analyst-1')`,
    [document],
  );
  await harness.simulate({ policy_version: '2026-12-24', ...PERIOD });
  const [stored] = await query<{ state: string }>(`select state from policies.versions where version = '2026-12-24'`);
  expect(stored?.state).toBe('simulated');
});

test('the role of simulations reads no customer and changes nothing but simulations', async () => {
  const { db } = harness.harness;
  const sql = db.connect('risk_simulation');
  for (const statement of [
    'select customer_id from predictions.risk_scores',
    'select customer_id from analytics.risk_features',
    'select * from staging.customers',
    'update policies.versions set why = null',
    `insert into policies.simulations (simulation_id, requested_by, client_id, request) values (gen_random_uuid(), 'a', 'a', '{}')`,
  ]) {
    await expect(sql.query(statement)).rejects.toThrow(/permission denied/);
  }
  expect(readSqlFile('simulation/export_part.sql')).not.toContain('customer');
});
