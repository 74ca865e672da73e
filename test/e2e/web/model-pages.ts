/** The pages about models show the figures of the registry. */
import { expect, test } from '@jest/globals';
import type { Visitor } from '../../../testing/browser/visitor.ts';
import { formatCount, formatDecimal, MISSING_TEXT } from '../../../web/src/format/numbers.ts';
import { formatDate } from '../../../web/src/format/times.ts';
import { driftTexts } from '../../../web/src/texts/models/drift.ts';
import { featuresTexts } from '../../../web/src/texts/models/features.ts';
import { livePerformanceTexts } from '../../../web/src/texts/models/live-performance.ts';
import { modelsTexts, modelTexts } from '../../../web/src/texts/models/models.ts';
import { performanceTexts } from '../../../web/src/texts/models/performance.ts';
import type { DashboardHarness } from './dashboard-harness.ts';
import { type ExpectedFigures, sum } from './expected-figures.ts';

export function describeModelPages(getHarness: () => DashboardHarness): void {
  test('on the performance of the champion: holdout and realised', async () => {
    const { visitor, expected } = getHarness();
    const { version, manifest } = await readChampion(expected);
    const { auc, ks, brier, confusion } = manifest.metrics.holdout;
    await visitor.open('/performance');
    expect(await visitor.readTile(performanceTexts.auc)).toBe(formatDecimal(auc, 4));
    expect([await visitor.readTile(performanceTexts.ks), await visitor.readTile(performanceTexts.brier)]).toEqual([
      formatDecimal(ks),
      formatDecimal(brier),
    ]);
    const cells = await visitor.page.locator('.matrix tbody td strong').allInnerTexts();
    expect(cells).toEqual(['tn', 'fp', 'fn', 'tp'].map((name) => formatCount(confusion[name])));
    expect((await visitor.readTable(performanceTexts.roc)).length).toBeGreaterThanOrEqual(5);
    const periods = await expected.query<{ as_of: string; applications: string; auc: number | null }>(
      `select as_of::text, applications, auc from reporting.model_performance
       where model_version = $1 and kind = 'performance' order by as_of`,
      [version],
    );
    expect(periods.length).toBeGreaterThan(0);
    const newest = periods.at(-1);
    if (newest?.auc === null) expect(await visitor.page.getByText(livePerformanceTexts.tooFew).count()).toBe(1);
    else expect(await visitor.readTile(livePerformanceTexts.auc)).toBe(formatDecimal(newest?.auc, 4));
    if (newest?.auc === null || periods.length === 1) return; // one day is no history
    expect((await visitor.readTable(livePerformanceTexts.history)).map((row) => row.slice(0, 3))).toEqual(
      periods.map(({ as_of, applications, auc: realised }) => [
        ...[formatDate(as_of), formatCount(Number(applications)), formatDecimal(realised, 4)],
      ]),
    );
  });

  test('on the registry, with the model card', async () => {
    const { visitor, expected } = getHarness();
    const rows = await expected.query<{ version: string; holdout_auc: number }>(
      'select version, holdout_auc from reporting.models order by version desc',
    );
    await visitor.open('/models');
    const tableRows = await visitor.readTable(modelsTexts.caption);
    expect(tableRows.map(([version, , , auc]) => [version, auc])).toEqual(
      rows.map(({ version, holdout_auc }) => [version, formatDecimal(holdout_auc, 4)]),
    );
    const { version, manifest } = await readChampion(expected);
    await visitor.follow(version);
    expect(await visitor.readTable(modelTexts.candidates)).toHaveLength(manifest.candidates.length);
    expect(await visitor.page.locator('.prose h2').count()).toBeGreaterThan(2);
  });
}

export function describeFeaturePages(getHarness: () => DashboardHarness): void {
  test('on feature importance, with the effects of a chosen feature', async () => {
    const { visitor, expected } = getHarness();
    const { version } = await readChampion(expected);
    const features = await expected.query<{ feature: string; label: string; auc: number; shap: number }>(
      `select feature, label, permutation_auc as auc, mean_abs_shap as shap from reporting.feature_importance
       where model_version = $1 order by position`,
      [version],
    );
    await visitor.open('/features');
    await showAll(visitor);
    expect(
      (await visitor.readTable(featuresTexts.caption)).map(([label, , ...figures]) => [label, ...figures]),
    ).toEqual(features.map(({ label, auc, shap }) => [label, formatDecimal(auc, 4), formatDecimal(shap, 4)]));
    const [, second] = features;
    await visitor.follow(second?.label ?? '');
    expect(visitor.getPath()).toBe(`/features?feature=${second?.feature}`);
    const effects = await visitor.readTable(featuresTexts.effectsCaption(second?.label ?? ''));
    expect(effects.length).toBeGreaterThan(1);
    expect(await visitor.page.evaluate('document.activeElement.className')).toContain('chosen-detail');
  });

  test('on drift, of the newest day that has enough applications', async () => {
    const { visitor, expected } = getHarness();
    const { version } = await readChampion(expected);
    const drift = await expected.query<{ label: string; psi: number | null }>(
      `select label, psi from reporting.drift where model_version = $1 and as_of = (
         select max(as_of) from reporting.drift where model_version = $1 and feature = 'score' and level <> 'insufficient')`,
      [version],
    );
    expect(drift.length).toBeGreaterThan(1);
    await visitor.open('/drift');
    await showAll(visitor);
    const tableRows = await visitor.readTable(driftTexts.caption);
    expect(tableRows.map(([label, psi]) => [label, psi]).sort()).toEqual(
      drift.map(({ label, psi }) => [label, formatDecimal(psi)]).sort(),
    );
    const largest = tableRows.find(([label, psi]) => label !== tableRows[0]?.[0] && psi !== MISSING_TEXT);
    await visitor.follow(largest?.[0] ?? '');
    expect(visitor.getPath()).toContain('/drift?feature=');
    const bins = await visitor.readTable(driftTexts.bins(largest?.[0] ?? ''));
    expect(bins.length).toBeGreaterThan(1);
    for (const column of [1, 2]) {
      expect(Math.abs(sum(bins.map((row) => Number.parseFloat(row[column] ?? ''))) - 100)).toBeLessThan(1);
    }
  });
}

/** A long list shows its first rows until a person asks for all. */
async function showAll({ page }: Visitor): Promise<void> {
  const button = page.getByRole('button', { name: /^Show all/ });
  if ((await button.count()) > 0) await button.click();
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

async function readChampion(expected: ExpectedFigures): Promise<ModelRow> {
  const [row] = await expected.query<ModelRow>(
    `select version, stage, manifest from predictions.model_metadata where stage = 'champion'`,
  );
  if (!row) throw new Error('there is no champion');
  return row;
}
