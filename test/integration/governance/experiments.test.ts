/**
 * Experiments in the real database: every change of their state and every refusal, what serving reads, the watch that
 * measures arms and stops them, and the events of all that.
 */
import { watchExperiments } from '../../../lambdas/monitoring/experiments/watch-experiments.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';
import { chooseArm, type ServingExperiment } from '../../../lambdas/shared/decision/choose-arm.ts';
import type { ExperimentDefinition, Guardrail } from '../../../lambdas/shared/experiments/definition.ts';
import { monitoringConfiguration } from '../../../lambdas/shared/monitoring-configuration.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import type { Row } from '../../../testing/database/rows.ts';
import {
  CHALLENGER,
  CHAMPION,
  decideRequest,
  insertArmScores,
  insertModels,
  insertPolicy,
  proposeExperiment,
} from '../../../testing/experiments/proposed-experiments.ts';
import { createExperiment } from '../../../testing/experiments/sample-experiment.ts';
import { publishOutcomes } from '../../../testing/lenders/monitoring-rows.ts';

let db: MigratedDatabase;
let governance: Database;
let hash: string;
beforeAll(async () => {
  db = await startMigratedDatabase();
  governance = db.connect('risk_governance');
  await insertModels(db.superuser);
  hash = await insertPolicy(db.superuser, 'known', 'approved');
});
afterAll(() => db?.stop());

// One experiment runs at a time: each test ends its own.
async function endExperiments(): Promise<void> {
  await db.superuser.query(
    'update policies.experiments set stopped_at = clock_timestamp() where stopped_at is null and ends_at > clock_timestamp()',
  );
}
afterEach(endExperiments);

const withArms = (...versions: { policy?: string; model?: string }[]) => {
  const share = 1 / (versions.length + 1);
  const arms = versions.map(({ policy, model }, i) => ({
    ...{ arm: `arm-${i}`, share, policy_version: policy ?? null, model_version: model ?? null },
  }));
  const control = { arm: 'control', share, policy_version: null, model_version: null };
  return (changes: Partial<ExperimentDefinition> = {}) => createExperiment({ arms: [control, ...arms], ...changes });
};
const known = withArms({ policy: 'known' });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const names = Array.from({ length: 100 }, (_, n) => `experiment-${n}`).values();
const nextName = () => names.next().value as string;
async function start(definition = known()): Promise<string> {
  const experiment_id = nextName();
  const { rows } = await db.superuser.query(
    'select jsonb_object_agg(version, sha256) as policies from policies.versions',
  );
  await decideRequest(governance, await proposeExperiment(governance, { experiment_id, definition, ...rows[0] }));
  return experiment_id;
}
async function readServing(): Promise<{ experiments: ServingExperiment[]; policies: { version: string }[] }> {
  const [row] = await db.connect('risk_api_score').query<{ s: never }>('select policies.find_serving(now()) as s');
  return row?.s as never;
}
const readState = async (experiment_id: string) =>
  (
    await governance.query<{ state: string; stops: Row[] }>(
      'select state, stops from policies.experiment_states where experiment_id = :experiment_id',
      { experiment_id },
    )
  )[0];
const readEvents = async (subject: string) =>
  (
    await db.superuser.query('select action, actor, detail from audit.events where subject = $1 order by event_id', [
      subject,
    ])
  ).rows;
const watch = () => watchExperiments(db.connect('risk_monitoring'), monitoringConfiguration.experiments);
const expectRefusal = (work: Promise<unknown>, sqlState: string) => expect(work).rejects.toMatchObject({ sqlState });

describe('an experiment is proposed and approved', () => {
  test('it runs at its approval, and serving gets its arms and their policies', async () => {
    const experiment_id = nextName();
    const request = { experiment_id, definition: known(), policies: { known: hash } };
    const id = await proposeExperiment(governance, request);
    expect((await readServing()).experiments).toEqual([]);
    await decideRequest(governance, id);
    const { experiments, policies } = await readServing();
    expect(experiments).toEqual([
      {
        ...{ experiment_id, salt: expect.stringMatching(/^[0-9a-f]{32}$/) },
        arms: [
          { arm: 'arm-0', share: 0.5, policy_version: 'known', model_version: null, is_stopped: false },
          { arm: 'control', share: 0.5, policy_version: null, model_version: null, is_stopped: false },
        ],
      },
    ]);
    expect(policies.map(({ version }) => version)).toEqual(['2026-11-23', 'known']);
    expect(chooseArm(experiments, 'c-1')?.experiment_id).toBe(experiment_id);
    expect(await readState(experiment_id)).toMatchObject({ state: 'running', stops: [] });
    expect(await readEvents(experiment_id)).toEqual([
      { action: 'experiment.started', actor: 'ben', detail: expect.objectContaining({ request_id: id }) },
    ]);
  });

  test('the same database function divides customers as the code does', async () => {
    await start();
    const { experiments } = await readServing();
    const { rows } = await db.superuser.query(
      `select n, (('x' || left(encode(sha256(convert_to($1 || ':c-' || n, 'utf8')), 'hex'), 16))::bit(64)::bigint::numeric
          + case when get_byte(sha256(convert_to($1 || ':c-' || n, 'utf8')), 0) > 127 then 2::numeric ^ 64 else 0 end)
        / 2::numeric ^ 64 < 0.5 as is_first
       from generate_series(1, 500) as n`,
      [experiments[0]?.salt],
    );
    expect(rows.map(({ n }) => chooseArm(experiments, `c-${n}`)?.arm)).toEqual(
      rows.map(({ is_first }) => (is_first ? 'arm-0' : 'control')),
    );
  });

  test('it waits for its start', async () => {
    const experiment_id = await start(known({ starts_at: inDays(1) }));
    expect(await readState(experiment_id)).toMatchObject({ state: 'waiting' });
    expect((await readServing()).experiments).toEqual([]);
    expect(await readEvents(experiment_id)).toEqual([]);
  });

  test('a simulated policy is proposed and approved with it, and not by who wrote it', async () => {
    const sha256 = await insertPolicy(db.superuser, 'fresh', 'simulated');
    const request = {
      experiment_id: nextName(),
      definition: withArms({ policy: 'fresh' })(),
      policies: { fresh: sha256 },
    };
    const readPolicy = async () =>
      (await db.superuser.query("select state from policies.versions where version = 'fresh'")).rows[0].state;
    await expectRefusal(proposeExperiment(governance, { ...request, policies: { fresh: hash } }), '23514');
    const id = await proposeExperiment(governance, request);
    expect(await readPolicy()).toBe('proposed');
    await expectRefusal(decideRequest(governance, id, 'anna'), 'GV004');
    expect(await readPolicy()).toBe('proposed');
    await decideRequest(governance, id);
    expect(await readPolicy()).toBe('approved');
    expect((await readEvents('fresh')).map(({ action }) => action)).toEqual(['policy.proposed', 'policy.approved']);
  });

  test('a policy that others wrote names them, so that none of them approves', async () => {
    const sha256 = await insertPolicy(db.superuser, 'shared', 'simulated');
    await db.superuser.query("update policies.versions set authors = '{anna,ben}' where version = 'shared'");
    const request = {
      experiment_id: nextName(),
      definition: withArms({ policy: 'shared' })(),
      policies: { shared: sha256 },
    };
    await expectRefusal(proposeExperiment(governance, request), '23514');
    const id = await proposeExperiment(governance, { ...request, writtenBy: ['anna', 'ben'] });
    await expectRefusal(decideRequest(governance, id, 'ben'), 'GV004');
    await decideRequest(governance, id, 'ben', 'reject').catch(() => {});
    await decideRequest(governance, id, 'carl', 'reject');
    const { rows } = await db.superuser.query("select state from policies.versions where version = 'shared'");
    expect(rows).toEqual([{ state: 'rejected' }]);
  });
});

describe('refused, and nothing is stored:', () => {
  const countAll = async () =>
    (
      await db.superuser.query(
        `select (select count(*) from policies.experiments) as experiments, (select count(*) from policies.experiment_arms) as arms,
           (select count(*) from governance.requests where state = 'applied') as applied`,
      )
    ).rows[0];
  const propose = (definition: ExperimentDefinition, policies: Record<string, string> = { known: hash }) =>
    proposeExperiment(governance, { experiment_id: nextName(), definition, policies });

  test('shares that do not add up, and no control arm', async () => {
    const [control, other] = known().arms as [never, ExperimentDefinition['arms'][number]];
    await expectRefusal(propose(known({ arms: [control, { ...other, share: 0.4 }] })), 'GV049');
    await expectRefusal(propose(known({ arms: [other, { ...other, arm: 'b' }] })), '23514');
  });

  test('a policy that is a draft, unknown or rejected', async () => {
    const draft = await insertPolicy(db.superuser, 'draft', 'draft');
    const rejected = await insertPolicy(db.superuser, 'rejected', 'rejected');
    await expectRefusal(propose(withArms({ policy: 'draft' })(), { draft }), 'GV013');
    await expectRefusal(propose(withArms({ policy: 'rejected' })(), { rejected }), 'GV012');
    await expectRefusal(propose(withArms({ policy: 'nowhere' })(), {}), 'GV009');
  });

  test('a name that is taken', async () => {
    const experiment_id = await start();
    await expectRefusal(
      proposeExperiment(governance, { experiment_id, definition: known(), policies: { known: hash } }),
      'GV041',
    );
  });

  test('a period that is over at the approval', async () => {
    const id = await propose(known({ ends_at: new Date(Date.now() + 50).toISOString() }));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = await countAll();
    await expectRefusal(decideRequest(governance, id), 'GV042');
    expect(await countAll()).toEqual(before);
  });

  test('a model that is not the challenger', async () => {
    const definition = withArms({ model: CHALLENGER })();
    const id = await propose(definition, {});
    await db.superuser.query(
      `update predictions.model_metadata set stage = 'candidate' where version = '${CHALLENGER}'`,
    );
    await expectRefusal(decideRequest(governance, id), 'GV044');
    await db.superuser.query(
      `update predictions.model_metadata set stage = 'challenger' where version = '${CHALLENGER}'`,
    );
    await decideRequest(governance, id);
    expect((await readServing()).experiments[0]?.arms[0]).toMatchObject({ arm: 'arm-0', model_version: CHALLENGER });
  });

  test('an experiment that overlaps another, also when both are approved at once', async () => {
    const overlapping = await propose(known({ starts_at: inDays(5), ends_at: inDays(8) }));
    const [one, two] = [await propose(known({ ends_at: inDays(10) })), await propose(known({ ends_at: inDays(10) }))];
    const decided = await Promise.allSettled([decideRequest(governance, one), decideRequest(governance, two)]);
    const lost = decided.filter(({ status }) => status === 'rejected');
    expect(lost).toEqual([{ status: 'rejected', reason: expect.objectContaining({ sqlState: 'GV045' }) }]);
    const before = await countAll();
    await expectRefusal(decideRequest(governance, overlapping), 'GV045');
    expect(await countAll()).toEqual(before);
    // The request is still open, and can be approved once the other has ended.
    await endExperiments();
    expect(await decideRequest(governance, overlapping)).toEqual([{ state: 'applied' }]);
  });

  test('a period into which an approved change of policies falls', async () => {
    await db.superuser.query('begin');
    try {
      await db.superuser.query(
        `insert into policies.assignments (previous_id, effective_from, default_version, assigned_by)
         select max(assignment_id), now() + interval '3 days', '2026-11-01', 'ben' from policies.assignments`,
      );
      const id = crypto.randomUUID();
      await db.superuser.query(
        `select governance.propose($1, 'experiment', 'waiting-change', $2, 'To find it out.', 'anna', 14, '{}')`,
        [id, { ...known(), policies: { known: hash } }],
      );
      const approval = db.superuser.query(`select governance.decide($1, 'approve', 'ben', 'I agree with it.')`, [id]);
      await expect(approval).rejects.toMatchObject({ code: 'GV043' });
    } finally {
      await db.superuser.query('rollback');
    }
  });

  test('changes of what was approved, by whatever role', async () => {
    await start();
    for (const statement of [
      "update policies.experiments set salt = 'a'",
      'update policies.experiments set ends_at = now()',
      'update policies.experiments set stopped_at = null',
      'delete from policies.experiments',
      'truncate policies.experiments cascade',
      'update policies.experiment_arms set share = 0.1',
      'delete from policies.experiment_stops',
    ]) {
      await db.superuser.query(
        'update policies.experiments set stopped_at = clock_timestamp() where stopped_at is null',
      );
      await expect(db.superuser.query(statement)).rejects.toThrow(/refused|append-only|immutable|evidence|stays/i);
    }
    for (const role of ['risk_governance', 'risk_monitoring', 'risk_api_score', 'risk_etl']) {
      const change = db.connect(role).execute('update policies.experiments set stopped_at = now()');
      await expect(change).rejects.toThrow('permission denied');
    }
    await expect(
      db.connect('risk_governance').query("select policies.stop_arm('x', 'y', 'error_rate', 'z', null)"),
    ).rejects.toThrow('permission denied');
  });
});

describe('an experiment is stopped', () => {
  const stop = (experiment_id: string, arm: string | null) =>
    governance.query("select (policies.stop_experiment(:experiment_id, :arm, 'It is enough.', 'carl')).experiment_id", {
      experiment_id,
      arm,
    });

  test('by a person: an arm, and with its last arm the experiment', async () => {
    const experiment_id = await start(withArms({ policy: 'known' }, { policy: '2026-11-01' })());
    await stop(experiment_id, 'arm-0');
    await stop(experiment_id, 'arm-0');
    expect((await readServing()).experiments[0]?.arms.map(({ is_stopped }) => is_stopped)).toEqual([
      true,
      false,
      false,
    ]);
    await stop(experiment_id, 'arm-1');
    expect((await readServing()).experiments).toEqual([]);
    expect(await readState(experiment_id)).toMatchObject({
      ...{ state: 'stopped' },
      stops: [
        { arm: 'arm-0', reason: 'person', why: 'It is enough.', stopped_by: 'carl' },
        { arm: 'arm-1', reason: 'person' },
      ],
    });
    await expectRefusal(stop(experiment_id, null), 'GV047');
    expect((await readEvents(experiment_id)).map(({ action, actor }) => [action, actor])).toEqual([
      ['experiment.started', 'ben'],
      ['experiment.stopped', 'carl'],
      ['experiment.stopped', 'carl'],
    ]);
  });

  test('as a whole, and not the control arm alone, nor what does not exist', async () => {
    const experiment_id = await start();
    await expectRefusal(stop(experiment_id, 'control'), 'GV048');
    await expectRefusal(stop(experiment_id, 'nobody'), 'GV048');
    await expectRefusal(stop('nothing', null), 'GV046');
    await stop(experiment_id, null);
    expect((await readServing()).experiments).toEqual([]);
    expect(await readState(experiment_id)).toMatchObject({ state: 'stopped', stops: [{ arm: null }] });
  });

  test('before its start: it never runs, and another takes its time', async () => {
    const experiment_id = await start(known({ starts_at: inDays(1) }));
    await stop(experiment_id, null);
    expect(await readState(experiment_id)).toMatchObject({ state: 'stopped' });
    await start();
    await watch();
    expect((await readEvents(experiment_id)).map(({ action }) => action)).toEqual(['experiment.stopped']);
  });

  test.each([
    [
      'another policy decides',
      `insert into policies.assignments (previous_id, effective_from, default_version, assigned_by)
      select max(assignment_id), clock_timestamp(), '2026-11-01', 'ben' from policies.assignments`,
    ],
    [
      'another champion decides',
      `update predictions.model_metadata set stage = case version when '${CHAMPION}' then 'retired'
      else stage end where version = '${CHAMPION}'`,
    ],
  ])('when %s: at once in serving, and by the watch in the record', async (_, change) => {
    const experiment_id = await start();
    await db.superuser.query(change);
    expect((await readServing()).experiments).toEqual([]);
    expect((await watch()).changed_baselines).toEqual([experiment_id]);
    expect(await readState(experiment_id)).toMatchObject({
      state: 'stopped',
      stops: [{ arm: null, reason: 'baseline_changed' }],
    });
    expect((await watch()).changed_baselines).toEqual([]);
    await db.superuser.query(`update predictions.model_metadata set stage = 'champion' where version = '${CHAMPION}'`);
  });

  test('its end is recorded once', async () => {
    const experiment_id = await start(known({ ends_at: new Date(Date.now() + 300).toISOString() }));
    await new Promise((resolve) => setTimeout(resolve, 310));
    await watch();
    await watch();
    expect(await readState(experiment_id)).toMatchObject({ state: 'ended' });
    expect((await readEvents(experiment_id)).map(({ action }) => action)).toEqual([
      'experiment.started',
      'experiment.ended',
    ]);
  });
});

describe('the watch', () => {
  const fill = async (experiment_id: string, arm: string, rows: number, row: (n: number) => Row) => {
    const scored_at = new Date().toISOString();
    await insertArmScores(
      db.superuser,
      { experiment_id, arm, scored_at },
      Array.from({ length: rows }, (_, n) => ({
        ...{ customer_id: `${experiment_id}-${arm}-${n}`, application_id: `${experiment_id}-${arm}-${n}` },
        ...row(n),
      })),
    );
  };
  const countFailures = (experiment_id: string, arm: string, failures: number) =>
    failures > 0 &&
    db.connect('risk_api_score').query('select policies.count_arm_failures(:experiment_id, :arm, :failures)', {
      ...{ experiment_id, arm, failures },
    });
  const decideEach =
    (approved: number, changes: Row = {}) =>
    (n: number) => ({
      ...{ decision: n < approved ? 'approve' : 'decline', expected_loss: 20 + (n % 7), ...changes },
    });
  const readResults = async (experiment_id: string) =>
    (
      await governance.query<{ results: never; sample_ratio: string }>(
        'select results, sample_ratio from policies.experiment_checks where experiment_id = :experiment_id',
        { experiment_id },
      )
    )[0];

  test('counts every customer once, with the first score of a delivered application and its later outcome', async () => {
    const experiment_id = await start();
    await fill(experiment_id, 'control', 60, decideEach(30));
    // Scored again and otherwise, and what-ifs, count no more.
    await fill(experiment_id, 'control', 60, (n) => ({ decision: 'approve', application_id: null, expected_loss: n }));
    await fill(experiment_id, 'arm-0', 50, decideEach(20, { expected_return: 7 }));
    await insertArmScores(
      db.superuser,
      { experiment_id, arm: 'arm-0', scored_at: new Date(Date.now() + 5000).toISOString() },
      [{ customer_id: `${experiment_id}-arm-0-49`, application_id: 'another', decision: 'approve' }],
    );
    await countFailures(experiment_id, 'arm-0', 3);
    await countFailures(experiment_id, 'nobody', 3);
    const outcomes = [0, 1, 2, 45].map((n) => ({ id: `${experiment_id}-arm-0-${n}`, defaulted: n === 0 }));
    await publishOutcomes(db.superuser, { run_id: crypto.randomUUID(), as_of: '2005-11-01' }, outcomes);
    expect(await watch()).toMatchObject({ measured: expect.arrayContaining([experiment_id]), stopped_arms: [] });
    const { results } = (await readResults(experiment_id)) ?? {};
    expect(results).toMatchObject({
      arms: [
        {
          arm: 'control',
          is_control: true,
          customers: 60,
          approved: 30,
          declined: 30,
          scores: 120,
          failures: 0,
          outcomes: 0,
        },
        {
          ...{ arm: 'arm-0', customers: 50, approved: 20, exposure: 20_000, expected_return_mean: 7, scores: 51 },
          ...{ failures: 3, outcomes: 3, defaults: 1, default_rate: { value: expect.closeTo(1 / 3, 10) } },
        },
      ],
      sample_ratio: { level: 'ok' },
    });
  });

  test.each<[Guardrail, (n: number) => Row, number, number]>([
    ['expected_loss', decideEach(75, { expected_loss: 60 }), 150, 0],
    ['approval_rate', decideEach(20), 150, 0],
    ['error_rate', decideEach(75), 150, 60],
  ])('stops an arm by its guardrail %s, and serving follows', async (guardrail, row, customers, failures) => {
    const guardrails = { minimum_customers: 60, expected_loss: 1.5, approval_rate: 0.1, error_rate: 0.05 };
    const experiment_id = await start(withArms({ policy: 'known' }, { policy: '2026-11-01' })({ guardrails }));
    for (const arm of ['control', 'arm-1']) await fill(experiment_id, arm, 150, decideEach(75));
    await fill(experiment_id, 'arm-0', customers, row);
    await countFailures(experiment_id, 'arm-0', failures);
    expect((await watch()).stopped_arms).toEqual([{ experiment_id, arm: 'arm-0', guardrail }]);
    expect((await readServing()).experiments[0]?.arms.map(({ is_stopped }) => is_stopped)).toEqual([
      true,
      false,
      false,
    ]);
    expect(await readState(experiment_id)).toMatchObject({
      ...{ state: 'running' },
      stops: [{ arm: 'arm-0', reason: guardrail, stopped_by: 'watch', figures: { bound: guardrails[guardrail] } }],
    });
    expect(await readEvents(experiment_id)).toContainEqual({
      ...{ action: 'experiment.guardrail', actor: 'watch' },
      detail: expect.objectContaining({ arm: 'arm-0', reason: guardrail, is_over: false }),
    });
    expect((await watch()).stopped_arms).toEqual([]);
  });

  test('reports customers who are not divided as the shares say', async () => {
    const experiment_id = await start();
    await fill(experiment_id, 'control', 400, decideEach(200));
    await fill(experiment_id, 'arm-0', 250, decideEach(125));
    expect(await watch()).toMatchObject({ sample_ratio_mismatches: [experiment_id], stopped_arms: [] });
    expect(await readResults(experiment_id)).toMatchObject({ sample_ratio: 'mismatch' });
  });
});
