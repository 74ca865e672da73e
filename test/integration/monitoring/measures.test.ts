/**
 * The monitoring of a day by its Lambdas, on the real database: drift, realised performance, champion against
 * challenger, quality, and their evaluation. The code of training computes the expected figures.
 */

import { text } from 'node:stream/consumers';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { MonitoringResult } from '../../../lambdas/monitoring/contract/results.ts';
import { buildLambdaContext } from '../../../testing/api/gateway-event.ts';
import { type EventListener, listenToEvents } from '../../../testing/aws/event-listener.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import {
  generateNumbers,
  insertModel,
  insertScores,
  publishOutcomes,
  readMonitoringResults,
  spreadEvenly,
} from '../../../testing/lenders/monitoring-rows.ts';
import {
  computePairedDifferences,
  computeTrainingDrift,
  computeTrainingFigures,
  type TrainingDrift,
  type TrainingFigures,
} from '../../../testing/models/training-figures.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
  WORK_BUCKET,
} from '../../../testing/workflows/lambda-harness.ts';

const CHAMPION = '20260101T000000Z-aaaaaaaa';
const CHALLENGER = '20260102T000000Z-bbbbbbbb';
const BUS = 'risk-test-events';
const ROWS = 700;
const DAY = '2005-10-01';
const OUTCOME_DAY = '2005-11-01';

const learned = {
  utilisation: generateNumbers(2000, (share, n) => (n % 10 === 0 ? null : 1.2 * share)),
  months_past_due_1: generateNumbers(2000, (share) => Math.floor(4 * share) - 1),
};
const learnedWords = generateNumbers(2000, (share) => share).map((share) => ((share ?? 0) < 0.6 ? 'car' : 'house'));

const steady = {
  utilisation: generateNumbers(ROWS, (share, n) => (n % 9 === 0 ? null : 1.2 * spreadEvenly(n + 5000) + 0 * share)),
  months_past_due_1: generateNumbers(ROWS, (_, n) => Math.floor(4 * spreadEvenly(n + 5000)) - 1),
};
const words = generateNumbers(ROWS, (_, n) => spreadEvenly(n + 5000)).map((share) =>
  (share ?? 0) < 0.58 ? 'car' : 'house',
);
const pds = generateNumbers(ROWS, (share) => 0.01 + 0.5 * share * share) as number[];
const application = (n: number) => `a${n}`;

let harness: LambdaHarness;
let events: EventListener;
let steps: Record<'drift' | 'performance' | 'judge', (input: object) => Promise<Record<string, never>>>;

beforeAll(async () => {
  harness = await startLambdaHarness();
  events = await listenToEvents(harness.ministack.endpoint, BUS, 'DriftDetected');
  process.env.EVENT_BUS_NAME = BUS;
  harness.useRole('risk_monitoring');
  const called = async (module: Promise<{ handler: unknown }>) => {
    const { handler } = (await module) as { handler: (input: object, context: object) => Promise<never> };
    return (input: object) => handler(input, buildLambdaContext());
  };
  steps = {
    drift: await called(import('../../../lambdas/monitoring/measure-drift.lambda.ts')),
    performance: await called(import('../../../lambdas/monitoring/measure-performance.lambda.ts')),
    judge: await called(import('../../../lambdas/monitoring/judge.lambda.ts')),
  };
});
afterAll(() => harness?.stop());

const results = (where: string) => readMonitoringResults(harness.db.superuser, where);
const figure = async (
  as_of: string,
  metric: string,
  subject = 'realised',
  model = CHAMPION,
): Promise<MonitoringResult> => {
  const of = `as_of = '${as_of}' and metric = '${metric}' and subject = '${subject}'`;
  const [found] = await results(`${of} and model_version in ('${model}', '')`);
  if (!found) throw new Error(`there is no ${metric} of ${subject}`);
  return found;
};
const target = (as_of: string, n: number) => ({ run_id: buildRunId(n), as_of, model_version: CHAMPION });
const judged = (as_of: string, n: number) =>
  steps.judge({ ...target(as_of, n), execution_id: `arn:aws:states:x:y:execution:monitoring:of-${as_of}` });

test('before the first publication there is nothing to measure', async () => {
  expect(await steps.drift({})).toEqual({ outcome: 'nothing_published' });
});

test('before the first training, and without a baseline, only deliveries are measured', async () => {
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-09-01' }, []);
  expect(await steps.drift({})).toMatchObject({ outcome: 'measured', model_version: null, measures: 0 });
  await insertModel(harness.db.superuser, {
    ...{ version: CHAMPION, stage: 'champion', holdout: { auc: 0.99, ks: 0.9, brier: 0.001, ece: 0.01 } },
  });
  await insertModel(harness.db.superuser, { version: CHALLENGER, stage: 'challenger' });
  expect(await steps.drift({})).toMatchObject({ model_version: CHAMPION, measures: 0 });
});

describe('drift', () => {
  let expected: TrainingDrift;

  beforeAll(async () => {
    expected = computeTrainingDrift(learned, steady);
    const car = learnedWords.filter((word) => word === 'car').length / 2000;
    const scores = { edges: [0.05, 0.1, 0.2], shares: [0.28, 0.15, 0.19, 0.38], unknown: 0 };
    const purpose = { words: ['car', 'house'], shares: [car, 1 - car, 0], unknown: 0 };
    const baseline = { rows: 2000, scores, features: { ...expected.baseline, purpose } };
    await harness.put(MODEL_BUCKET, `models/${CHAMPION}/baseline.json`, JSON.stringify(baseline));
    await publishApplications(
      harness.db,
      { run_id: buildRunId(2), as_of: DAY },
      pds.map((_, n) => ({ id: application(n) })),
    );
    const scored = pds.map((pd, n) => ({
      ...{ id: application(n), pd, band: pd < 0.1 ? 'A' : 'B' },
      features: {
        ...{ utilisation: steady.utilisation[n], months_past_due_1: steady.months_past_due_1[n], purpose: words[n] },
      },
    }));
    // An earlier score of the same applications, which does not count.
    const earlier = scored.map((score) => ({ ...score, pd: 0.99, features: { utilisation: 9 } }));
    const score = { run_id: buildRunId(2), as_of: DAY, model_version: CHAMPION };
    await insertScores(
      harness.db.superuser,
      { ...score, as_of: '2005-09-30', at: new Date(Date.now() - 60_000) },
      earlier,
    );
    await insertScores(harness.db.superuser, score, scored);
  });

  test('of numbers is the PSI that training measures, to the last digits', async () => {
    expect(await steps.drift({ as_of: DAY })).toMatchObject({ outcome: 'measured', as_of: DAY, measures: 5 });
    for (const [name, psi] of Object.entries(expected.psi)) {
      const { value, level, rows, detail } = await figure(DAY, 'psi', name);
      expect([name, value, level, Number(rows)]).toEqual([name, expect.closeTo(psi, 6), 'ok', ROWS]);
      const bins = detail.bins as { label: string; baseline: number; current: number }[];
      expect(bins.at(-1)).toMatchObject({ label: 'unknown' });
      expect(bins.reduce((sum, { current }) => sum + current, 0)).toBeCloseTo(1, 4);
    }
  });

  test('measured again gives the same rows', async () => {
    const before = await results('true');
    await steps.drift({ as_of: DAY });
    expect((await results('true')).map(({ subject, metric, value }) => [subject, metric, value]).sort()).toEqual(
      before.map(({ subject, metric, value }) => [subject, metric, value]).sort(),
    );
  });

  test('within its bounds starts no training, and the day is written for the MLflow job', async () => {
    await steps.performance(target(DAY, 2));
    const answer = await judged(DAY, 2);
    expect(answer).toMatchObject({
      outcome: 'steady',
      drifted: [],
      reasons: [],
      job_name: 'risk-monitoring-of-2005-10-01',
    });
    const Key = `training/${answer.job_name}/monitoring.json`;
    const { Body } = await harness.ministack.client.send(new GetObjectCommand({ Bucket: WORK_BUCKET, Key }));
    const document = JSON.parse(await text(Body as never));
    expect(document).toMatchObject({ as_of: DAY, model_version: CHAMPION });
    expect(document.results.length).toBeGreaterThan(5);
  });

  test('of a number, of new categories and of scores is announced with its reasons', async () => {
    const drifted = pds.map((_, n) => ({
      ...{ id: `late${n}`, pd: 0.9 },
      features: {
        utilisation: 1.1,
        months_past_due_1: steady.months_past_due_1[n],
        purpose: n % 3 ? words[n] : 'boat',
      },
    }));
    await publishApplications(
      harness.db,
      { run_id: buildRunId(3), as_of: '2005-12-15' },
      drifted.map(({ id }) => ({ id })),
    );
    await insertScores(
      harness.db.superuser,
      { run_id: buildRunId(3), as_of: '2005-12-15', model_version: CHAMPION },
      drifted,
    );
    await steps.drift({ as_of: '2005-12-15' });
    expect(await figure('2005-12-15', 'psi', 'utilisation')).toMatchObject({ level: 'alert' });
    expect(await figure('2005-12-15', 'psi', 'months_past_due_1')).toMatchObject({ level: 'ok' });
    expect(await figure('2005-12-15', 'unseen_share', 'purpose')).toMatchObject({
      ...{ value: expect.closeTo(1 / 3, 2), level: 'alert' },
    });
    expect(await figure('2005-12-15', 'psi', 'score')).toMatchObject({ kind: 'score_drift', level: 'alert' });
    const answer = await judged('2005-12-15', 3);
    expect(answer).toMatchObject({ outcome: 'drift', drifted: ['utilisation', 'purpose'] });
    const event = await events.next();
    expect(event).toMatchObject({
      ...{ source: 'risk.monitoring', 'detail-type': 'DriftDetected' },
      detail: { as_of: '2005-12-15', model_version: CHAMPION, features: ['utilisation', 'purpose'] },
    });
  });

  test('on a few rows has no level', async () => {
    await publishApplications(harness.db, { run_id: buildRunId(4), as_of: '2006-03-01' }, [{ id: 'few' }]);
    await insertScores(harness.db.superuser, { run_id: buildRunId(4), as_of: '2006-03-01', model_version: CHAMPION }, [
      { id: 'few', pd: 0.9, features: { utilisation: 1.1 } },
    ]);
    await steps.drift({});
    for (const [subject, metric] of [
      ['score', 'psi'],
      ['utilisation', 'psi'],
      ['purpose', 'unseen_share'],
    ] as const) {
      expect(await figure('2006-03-01', metric, subject)).toMatchObject({
        ...{ level: 'insufficient', rows: '1', value: null, bound: null, detail: {} },
      });
    }
    const answer = await judged('2006-03-01', 4);
    expect(answer).toMatchObject({ outcome: 'steady', drifted: [], largest: null, score: { psi: null } });
  });
});

describe('realised performance', () => {
  const defaulted = pds.map((pd, n) => (Math.abs(Math.sin(n + 1)) * 43_758.5453) % 1 < pd);
  const challenger = pds.map((pd, n) => Math.min(0.99, pd + 0.02 * spreadEvenly(n + 77)));
  let expected: Record<'champion' | 'challenger', TrainingFigures>;

  beforeAll(async () => {
    expected = computeTrainingFigures(defaulted, { champion: pds, challenger });
    const { rows } = await harness.db.superuser.query(
      `select prediction_id, application_id from predictions.risk_scores
       where as_of = $1 and model_version = $2`,
      [DAY, CHAMPION],
    );
    await insertRows(
      harness.db.superuser,
      'predictions.shadow_scores',
      rows.map(({ prediction_id, application_id }) => {
        const pd = challenger[Number(application_id.slice(1))];
        return { prediction_id, model_version: CHALLENGER, pd, raw: pd, score: 600, scored_at: new Date() };
      }),
    );
    await publishOutcomes(
      harness.db.superuser,
      { run_id: buildRunId(5), as_of: OUTCOME_DAY },
      defaulted.map((bad, n) => ({ id: application(n), defaulted: bad })),
    );
    // A score that was made after its outcome must not count.
    await insertScores(
      harness.db.superuser,
      { run_id: buildRunId(5), as_of: OUTCOME_DAY, model_version: CHAMPION, at: new Date(Date.now() + 60_000) },
      defaulted.map((bad, n) => ({ id: application(n), pd: bad ? 0.99 : 0.01 })),
    );
    await steps.performance(target(OUTCOME_DAY, 5));
  });

  test.each(['auc', 'ks', 'brier', 'ece'] as const)(
    '%s is what training measures on the same scores',
    async (metric) => {
      const { value, rows } = await figure(OUTCOME_DAY, metric);
      expect([value, Number(rows)]).toEqual([expect.closeTo(expected.champion[metric], 9), ROWS]);
    },
  );

  test('is compared with the holdout’s, and reports degradation', async () => {
    expect(await figure(OUTCOME_DAY, 'auc')).toMatchObject({ baseline: 0.99, level: 'alert' });
    expect(await figure(OUTCOME_DAY, 'bad_rate')).toMatchObject({ level: 'ok' });
    const answer = await judged(OUTCOME_DAY, 5);
    expect(answer).toMatchObject({ outcome: 'drift', degraded: expect.arrayContaining(['auc', 'brier']) });
    expect(await events.next()).toMatchObject({ detail: { as_of: OUTCOME_DAY, features: [] } });
  });

  test('is measured by band against the mean PD', async () => {
    for (const band of ['A', 'B']) {
      const ofBand = pds.flatMap((pd, n) => (pd < 0.1 === (band === 'A') ? [{ pd, bad: Number(defaulted[n]) }] : []));
      const mean = (of: (one: { pd: number; bad: number }) => number) =>
        ofBand.reduce((sum, one) => sum + of(one), 0) / ofBand.length;
      expect(await figure(OUTCOME_DAY, 'bad_rate', band)).toMatchObject({
        ...{ kind: 'band_performance', rows: String(ofBand.length) },
        ...{
          value: expect.closeTo(
            mean(({ bad }) => bad),
            9,
          ),
          baseline: expect.closeTo(
            mean(({ pd }) => pd),
            9,
          ),
        },
      });
    }
  });

  test('gives the differences of a pair with the intervals of an independent computation', async () => {
    const paired = computePairedDifferences(defaulted, { champion: pds, challenger });
    for (const metric of ['auc', 'brier'] as const) {
      const { difference, variance } = paired[metric];
      const half = 1.959964 * Math.sqrt(variance);
      expect(await figure(OUTCOME_DAY, `${metric}_difference`, CHALLENGER)).toMatchObject({
        ...{ kind: 'champion_challenger', rows: String(ROWS), value: expect.closeTo(difference, 9), level: 'ok' },
        detail: {
          champion: expect.closeTo(expected.champion[metric], 9),
          challenger: expect.closeTo(expected.challenger[metric], 9),
          interval: [expect.closeTo(difference - half, 9), expect.closeTo(difference + half, 9)],
        },
      });
      expect(variance).toBeGreaterThan(0);
    }
  });

  test('from a few outcomes is no figure, in results and views', async () => {
    const few = Array.from({ length: 30 }, (_, n) => n);
    await publishApplications(
      harness.db,
      { run_id: buildRunId(6), as_of: '2007-01-10' },
      few.map((n) => ({ id: `few${n}` })),
    );
    await insertScores(
      harness.db.superuser,
      { run_id: buildRunId(6), as_of: '2007-01-10', model_version: CHAMPION },
      few.map((n) => ({ id: `few${n}`, pd: 0.1 + n / 100, band: 'B' })),
    );
    await publishOutcomes(
      harness.db.superuser,
      { run_id: buildRunId(7), as_of: '2007-02-01' },
      few.map((n) => ({ id: `few${n}`, defaulted: n % 3 === 0 })),
    );
    await steps.performance(target('2007-02-01', 7));
    for (const metric of ['auc', 'ks', 'brier', 'ece', 'bad_rate']) {
      expect(await figure('2007-02-01', metric)).toMatchObject({
        ...{ value: null, bound: null, level: 'insufficient', rows: '30', detail: { defaults: 10 } },
      });
    }
    expect(await figure('2007-02-01', 'bad_rate', 'B')).toMatchObject({ value: null, level: 'insufficient' });
    const { rows } = await harness.db.superuser.query(
      `select applications::int, defaults::int, auc, brier, bad_rate, mean_pd, level from reporting.model_performance
       where as_of = '2007-02-01'`,
    );
    const none = { auc: null, brier: null, bad_rate: null, mean_pd: null };
    expect(rows).toEqual([{ applications: 30, defaults: 10, ...none, level: 'insufficient' }]);
    expect(await judged('2007-02-01', 7)).toMatchObject({ degraded: [], realised: { auc: null, ece: null } });
  });

  test('compares champion and challenger on the same applications, each once however often it was posted', async () => {
    for (const metric of ['auc', 'ks', 'brier', 'ece'] as const) {
      expect(await figure(OUTCOME_DAY, metric, CHALLENGER)).toMatchObject({
        ...{ kind: 'champion_challenger', rows: String(ROWS) },
        value: expect.closeTo(expected.challenger[metric], 9),
        baseline: expect.closeTo(expected.champion[metric], 9),
      });
    }
    const repeat = `insert into predictions.TABLE select (jsonb_populate_record(s,
      jsonb_build_object('prediction_id', md5(s.prediction_id || repeated::text), 'source', 'api'))).* from predictions.TABLE s
      cross join generate_series(1, 50) repeated where prediction_id in (
        select prediction_id from predictions.risk_scores where as_of = '${DAY}' and application_id = 'a0')`;
    for (const table of ['risk_scores', 'shadow_scores']) {
      await harness.db.superuser.query(repeat.replaceAll('TABLE', table));
    }
    await steps.performance(target(DAY, 2));
    expect(await figure(DAY, 'mean_pd_today', CHALLENGER)).toMatchObject({ rows: String(ROWS) });
  });
});

test('quality and freshness of the delivery are measured too', async () => {
  await insertRows(harness.db.superuser, 'analytics.quality_results', [
    {
      ...{ run_id: buildRunId(2), check_name: 'volume', severity: 'warn', failed_rows: 1, total_rows: 4, pass: false },
      ...{ sample_keys: [], checked_at: new Date(), description: 'x' },
    },
  ]);
  await steps.performance(target(DAY, 2));
  expect(await figure(DAY, 'failed_share', 'volume')).toMatchObject({ value: 0.25, level: 'warn', kind: 'quality' });
  expect(await figure(DAY, 'pass_rate', 'delivery')).toMatchObject({ value: 1, level: 'ok' });
  expect(await figure(DAY, 'age_hours', 'publication')).toMatchObject({ kind: 'freshness', level: 'ok' });
});
