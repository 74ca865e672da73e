/** Each page shows the figures that the database holds. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from '@jest/globals';
import type { Visitor } from '../../../testing/browser/visitor.ts';
import { formatCode } from '../../../web/src/format/labels.ts';
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDecimal,
  formatPercent,
} from '../../../web/src/format/numbers.ts';
import { formatDate, formatDuration } from '../../../web/src/format/times.ts';
import type { Holdings } from './database.ts';

type Given = () => { visitor: Visitor; held: Holdings };

/** `<label> A` → `A`: a band's swatch has no text. */
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

export function pageTests(given: Given): void {
  describe('shows what the database holds', () => {
    portfolioTests(given);
    runTests(given);
    modelTests(given);
  });
}

function portfolioTests(given: Given): void {
  test('on the overview', async () => {
    const { visitor, held } = given();
    const [bands, decisions] = await Promise.all([held.bands(), held.decisions()]);
    const total = sum(bands.map(({ applications }) => applications));
    await visitor.open('/');
    expect(await visitor.readTile('Applications scored')).toBe(formatCount(total));
    expect(await visitor.readTile('Expected loss')).toBe(
      formatCompact(sum(bands.map(({ expected_loss }) => expected_loss))),
    );
    expect(await visitor.readTable('Scores by band')).toEqual(
      bands.map(({ band, applications, mean_pd }) => [
        ...[band, formatCount(applications), formatPercent(applications / total)],
        formatPercent(mean_pd, 2),
      ]),
    );
    const shown = await visitor.readTable('Decisions that hold');
    expect(shown.map(([decision, applications]) => [decision, applications]).sort()).toEqual(
      decisions.map(({ decision, applications }) => [formatCode(decision), formatCount(applications)]).sort(),
    );
    const [run] = await held.rows<{ state: string; delivered: string; rejected: string }>(
      `select r.state, f.delivered, f.rejected from analytics.runs r left join lateral (
         select sum(rows_delivered) as delivered, sum(rows_rejected) as rejected
         from reporting.run_files where run_id = r.run_id) f on true order by r.opened_at desc limit 1`,
    );
    expect(await visitor.readTile('Newest run')).toBe(formatCode(run?.state ?? ''));
    const [champion] = await held.rows<{ auc: number }>('select holdout_auc as auc from reporting.champion');
    expect(await visitor.readTile('Champion')).toBe(formatDecimal(champion?.auc, 4));
  });

  test('on the score distribution', async () => {
    const { visitor, held } = given();
    const [per25, cells] = await Promise.all([held.scoresPer25(), held.bandsAndDecisions()]);
    await visitor.open('/distribution');
    const shown = await visitor.readTable('Scores');
    expect(shown.filter(([, applications]) => applications !== '0').map((row) => row.slice(0, 2))).toEqual(
      per25.map(({ from, applications }) => [
        `${from} to ${from === 825 ? 850 : from + 25}`,
        formatCount(applications),
      ]),
    );
    const money = await visitor.readTable('Bands and decisions');
    expect(money.map(([band, decision, n, , exposure, loss]) => [band, decision, n, exposure, loss]).sort()).toEqual(
      cells
        .map(({ band, decision, applications, exposure, expected_loss }) => [
          ...[band, formatCode(decision), formatCount(applications), formatCount(exposure), formatCount(expected_loss)],
        ])
        .sort(),
    );
  });

  test('on the segments, and in one of them down to its riskiest application', async () => {
    const { visitor, held } = given();
    await visitor.open('/segments?dimension=risk_band');
    const shown = await visitor.readTable('Segments by Risk band');
    const bands = await held.bands();
    expect(shown.map((row) => row.slice(1, 3))).toEqual(
      bands.map(({ applications, mean_pd }) => [formatCount(applications), formatPercent(mean_pd, 2)]),
    );
    const worst = shown.at(-1)?.[0] ?? '';
    await visitor.follow(worst);
    expect(visitor.getPath()).toBe(`/segments?within=risk_band%3A${bands.at(-1)?.band}`);
    const riskiest = await held.riskiest();
    const listed = await visitor.readTable('Riskiest applications');
    expect(listed.map(([, pd]) => pd)).toEqual(riskiest.map(({ pd }) => formatPercent(pd, 2)));
    const pairs = await held.rows<{ segment_label: string; applications: string }>(
      `select segment_label, applications from reporting.segment_pairs where within_dimension = 'risk_band'
         and within_segment = $1 and dimension = (select dimension from reporting.segments
           where dimension_label = $2 limit 1) order by position`,
      [bands.at(-1)?.band, await visitor.page.locator('select').locator('option:checked').innerText()],
    );
    const caption = await visitor.page.locator('select').locator('option:checked').innerText();
    expect((await visitor.readTable(`Segments by ${caption}`)).map((row) => row.slice(0, 2))).toEqual(
      pairs.map(({ segment_label, applications }) => [segment_label, formatCount(Number(applications))]),
    );
    await visitor.follow(listed[0]?.[0] ?? '');
    expect(await visitor.readTitle()).toBe(`Application ${listed[0]?.[0]}`);
    expect(await visitor.readTile('Probability of default')).toBe(listed[0]?.[1]);
  });

  test('on the trends', async () => {
    const { visitor, held } = given();
    const days = await held.rows<{ as_of: string; applications: string; mean_pd: number; bad_rate: number | null }>(
      `select as_of::text, applications, mean_pd, bad_rate from reporting.decisions_daily order by as_of`,
    );
    await visitor.open('/trends?days=366');
    expect(await visitor.readTable('Expected and realised risk')).toEqual(
      days.map(({ as_of, mean_pd, bad_rate }) => [
        ...[formatDate(as_of), formatPercent(mean_pd, 2), formatPercent(bad_rate, 2)],
        expect.any(String),
      ]),
    );
    expect((await visitor.readTable('Applications')).map(([, applications]) => applications)).toEqual(
      days.map(({ applications }) => formatCount(Number(applications))),
    );
  });

  test('of one application: outcome, values, and reasons that add up', async () => {
    const { visitor, held } = given();
    const [stored] = await held.rows<Evidence>(
      `select prediction_id, customer_id, application_id, score, pd, expected_loss::float, features, reasons, explanation
       from predictions.risk_scores where explanation is not null and application_id is not null
       order by pd desc limit 1`,
    );
    if (!stored) throw new Error('no explained score is stored');
    await visitor.open(`/applications/${stored.prediction_id}`);
    expect(await visitor.readTile('Score')).toBe(formatCount(stored.score));
    expect(await visitor.readTile('Probability of default')).toBe(formatPercent(stored.pd, 2));
    expect(await visitor.readTile('Expected loss')).toBe(formatCount(stored.expected_loss));
    const steps = await visitor.readTable('Reasons, from the average applicant to this one');
    expect(steps.at(0)?.at(-1)).toBe(formatDecimal(stored.explanation.base));
    expect(steps.at(-1)?.at(-1)).toBe(formatDecimal(stored.explanation.margin));
    expect(steps.slice(1, 1 + stored.reasons.length).map(([name]) => name)).toEqual(
      stored.reasons.map(({ text }) => expect.stringContaining(text)),
    );
    const moved = sum(steps.slice(1, -1).map(([, , by = '']) => Number(by.replace('−', '-'))));
    expect(Math.abs(stored.explanation.base + moved - stored.explanation.margin)).toBeLessThan(0.005);
    expect(await visitor.readTable('Values that the model and the policy read')).toHaveLength(
      Object.keys(stored.features).length,
    );
    await visitor.open(`/applications?customer=${stored.customer_id}`);
    const history = await visitor.readTable(`Scores of customer ${stored.customer_id}`);
    expect(history.map(([name]) => name)).toContain(stored.application_id);
  });
}

interface Evidence {
  prediction_id: string;
  customer_id: string;
  application_id: string;
  score: number;
  pd: number;
  expected_loss: number;
  features: Record<string, unknown>;
  reasons: { text: string }[];
  explanation: { base: number; margin: number };
}

function runTests(given: Given): void {
  test('on the runs, and of one of them its stages, files and refused rows', async () => {
    const { visitor, held } = given();
    const runs = await held.rows<{ as_of: string; state: string; rows: string; rejected: string }>(
      `select as_of::text, state, rows_delivered as rows, rows_rejected as rejected from reporting.runs
       order by run_id desc`,
    );
    await visitor.open('/runs');
    const shown = await visitor.readTable('Runs of the daily ETL');
    expect(shown.map(([delivery, , , , rows, refused]) => [delivery, rows, refused])).toEqual(
      runs.map(({ as_of, rows, rejected }) => [
        formatDate(as_of),
        formatCount(Number(rows)),
        formatCount(Number(rejected)),
      ]),
    );
    const [run] = await held.rows<{ run_id: string }>(
      `select run_id from reporting.runs where state = 'published' order by rows_rejected desc, run_id limit 1`,
    );
    await visitor.open(`/runs/${run?.run_id}`);
    const rejections = await held.rows<{ table_name: string; reason: string; rows: string }>(
      'select table_name, reason, rows from reporting.rejections where run_id = $1',
      [run?.run_id],
    );
    if (rejections.length > 0) {
      expect((await visitor.readTable('Refused rows by reason')).sort()).toEqual(
        rejections
          .map(({ table_name, reason, rows }) => [formatCode(table_name), reason, formatCount(Number(rows))])
          .sort(),
      );
    }
    const stages = await held.rows<{ label: string; took: number }>(
      'select label, duration_seconds::float as took from reporting.run_stages where run_id = $1 order by position',
      [run?.run_id],
    );
    expect(stages.length).toBeGreaterThan(3);
    expect((await visitor.readTable('Stages of the run')).map(([label, , , took]) => [label, took])).toEqual(
      stages.map(({ label, took }) => [label, formatDuration(took)]),
    );
    const files = await held.rows<{ file: string; size_bytes: string }>(
      'select file, size_bytes from reporting.run_files where run_id = $1',
      [run?.run_id],
    );
    expect((await visitor.readTable('Files of the delivery')).map(([file, , size]) => [file, size]).sort()).toEqual(
      files.map(({ file, size_bytes }) => [file, formatBytes(Number(size_bytes))]).sort(),
    );
    const [checks] = await held.rows<{ n: string }>('select count(*) as n from reporting.quality where run_id = $1', [
      run?.run_id,
    ]);
    expect(await visitor.readTable('Quality checks')).toHaveLength(Number(checks?.n));
  });

  test('on the alarms', async () => {
    const { visitor } = given();
    const cloudWatch = new CloudWatchClient({});
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'risk-local-', MaxRecords: 100 }),
    );
    cloudWatch.destroy();
    await visitor.open('/alarms');
    const shown = await visitor.readTable('Alarms');
    const names = MetricAlarms.map(({ AlarmName = '' }) => formatCode(AlarmName.replace('risk-local-', '')));
    expect(shown.map(([name]) => name).sort()).toEqual(names.sort());
    expect(await visitor.readTile('Ringing')).toBe(
      formatCount(MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM').length),
    );
  });
}

interface ModelRow {
  version: string;
  stage: string;
  auc: number;
  manifest: {
    metrics: { holdout: { auc: number; ks: number; brier: number; confusion: Record<string, number> } };
    candidates: unknown[];
  };
}

function modelTests(given: Given): void {
  const champion = async (held: Holdings): Promise<ModelRow> => {
    const [row] = await held.rows<ModelRow>(
      `select version, stage, manifest from predictions.model_metadata where stage = 'champion'`,
    );
    if (!row) throw new Error('there is no champion');
    return row;
  };

  test('on the performance of the champion: holdout and realised', async () => {
    const { visitor, held } = given();
    const { version, manifest } = await champion(held);
    const { auc, ks, brier, confusion } = manifest.metrics.holdout;
    await visitor.open('/performance');
    expect(await visitor.readTile('AUC')).toBe(formatDecimal(auc, 4));
    expect([await visitor.readTile('KS'), await visitor.readTile('Brier')]).toEqual([
      formatDecimal(ks),
      formatDecimal(brier),
    ]);
    const cells = await visitor.page.locator('.matrix tbody td strong').allInnerTexts();
    expect(cells).toEqual(['tn', 'fp', 'fn', 'tp'].map((name) => formatCount(confusion[name])));
    expect((await visitor.readTable('ROC curve')).length).toBeGreaterThanOrEqual(5);
    const periods = await held.rows<{ as_of: string; applications: string; auc: number | null }>(
      `select as_of::text, applications, auc from reporting.model_performance
       where model_version = $1 and kind = 'performance' order by as_of`,
      [version],
    );
    expect(periods.length).toBeGreaterThan(0);
    expect(await visitor.readTile('Realised AUC')).toBe(formatDecimal(periods.at(-1)?.auc, 4));
    expect((await visitor.readTable('Realised over time')).map((row) => row.slice(0, 3))).toEqual(
      periods.map(({ as_of, applications, auc: realised }) => [
        ...[formatDate(as_of), formatCount(Number(applications)), formatDecimal(realised, 4)],
      ]),
    );
  });

  test('on the registry, with the model card', async () => {
    const { visitor, held } = given();
    const rows = await held.rows<{ version: string; holdout_auc: number }>(
      'select version, holdout_auc from reporting.models order by version desc',
    );
    await visitor.open('/models');
    const shown = await visitor.readTable('Registered models');
    expect(shown.map(([version, , , auc]) => [version, auc])).toEqual(
      rows.map(({ version, holdout_auc }) => [version, formatDecimal(holdout_auc, 4)]),
    );
    const { version, manifest } = await champion(held);
    await visitor.follow(version);
    expect(await visitor.readTable('Candidates')).toHaveLength(manifest.candidates.length);
    expect(await visitor.page.locator('.prose h2').count()).toBeGreaterThan(2);
  });

  test('on feature importance and drift', async () => {
    const { visitor, held } = given();
    const { version } = await champion(held);
    const features = await held.rows<{ label: string; auc: number; shap: number }>(
      `select label, permutation_auc as auc, mean_abs_shap as shap from reporting.feature_importance
       where model_version = $1 order by position`,
      [version],
    );
    await visitor.open('/features');
    expect((await visitor.readTable('Feature importance')).map((row) => row.slice(0, 3))).toEqual(
      features.map(({ label, auc, shap }) => [label, formatDecimal(auc, 4), formatDecimal(shap, 4)]),
    );
    const drift = await held.rows<{ label: string; psi: number; level: string }>(
      `select label, psi, level from reporting.drift where model_version = $1
         and as_of = (select max(as_of) from reporting.drift where model_version = $1)`,
      [version],
    );
    await visitor.open('/drift');
    const shown = await visitor.readTable('Drift of features');
    expect(shown.map(([label, psi]) => [label, psi]).sort()).toEqual(
      drift.map(({ label, psi }) => [label, formatDecimal(psi)]).sort(),
    );
    const [, largest] = shown;
    await visitor.follow(largest?.[0] ?? '');
    expect(visitor.getPath()).toContain('/drift?feature=');
    const bins = await visitor.readTable(`${largest?.[0]}: training and now`);
    if (largest?.[1] !== '–') expect(bins.length).toBeGreaterThan(1);
    const wholes = largest?.[3] === '0' ? [1] : [1, 2]; // nothing came: the shares of now are dashes
    for (const i of bins.length > 0 ? wholes : []) {
      expect(Math.abs(sum(bins.map((row) => Number.parseFloat(row[i] ?? ''))) - 100)).toBeLessThan(1);
    }
  });
}
