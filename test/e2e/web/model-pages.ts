/** The pages about models show the figures of the registry. */
import { expect, test } from '@jest/globals';
import { formatCount, formatDecimal } from '../../../web/src/format/numbers.ts';
import { formatDate } from '../../../web/src/format/times.ts';
import type { DashboardHarness } from './dashboard-harness.ts';
import { type ExpectedFigures, sum } from './expected-figures.ts';

export function describeModelPages(getHarness: () => DashboardHarness): void {
  test('on the performance of the champion: holdout and realised', async () => {
    const { visitor, expected } = getHarness();
    const { version, manifest } = await readChampion(expected);
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
    const periods = await expected.query<{ as_of: string; applications: string; auc: number | null }>(
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
    const { visitor, expected } = getHarness();
    const rows = await expected.query<{ version: string; holdout_auc: number }>(
      'select version, holdout_auc from reporting.models order by version desc',
    );
    await visitor.open('/models');
    const tableRows = await visitor.readTable('Registered models');
    expect(tableRows.map(([version, , , auc]) => [version, auc])).toEqual(
      rows.map(({ version, holdout_auc }) => [version, formatDecimal(holdout_auc, 4)]),
    );
    const { version, manifest } = await readChampion(expected);
    await visitor.follow(version);
    expect(await visitor.readTable('Candidates')).toHaveLength(manifest.candidates.length);
    expect(await visitor.page.locator('.prose h2').count()).toBeGreaterThan(2);
  });
}

export function describeFeaturePages(getHarness: () => DashboardHarness): void {
  test('on feature importance and drift', async () => {
    const { visitor, expected } = getHarness();
    const { version } = await readChampion(expected);
    const features = await expected.query<{ label: string; auc: number; shap: number }>(
      `select label, permutation_auc as auc, mean_abs_shap as shap from reporting.feature_importance
       where model_version = $1 order by position`,
      [version],
    );
    await visitor.open('/features');
    expect((await visitor.readTable('Feature importance')).map((row) => row.slice(0, 3))).toEqual(
      features.map(({ label, auc, shap }) => [label, formatDecimal(auc, 4), formatDecimal(shap, 4)]),
    );
    const drift = await expected.query<{ label: string; psi: number; level: string }>(
      `select label, psi, level from reporting.drift where model_version = $1
         and as_of = (select max(as_of) from reporting.drift where model_version = $1)`,
      [version],
    );
    await visitor.open('/drift');
    const tableRows = await visitor.readTable('Drift of features');
    expect(tableRows.map(([label, psi]) => [label, psi]).sort()).toEqual(
      drift.map(({ label, psi }) => [label, formatDecimal(psi)]).sort(),
    );
    const [, largest] = tableRows;
    await visitor.follow(largest?.[0] ?? '');
    expect(visitor.getPath()).toContain('/drift?feature=');
    const bins = await visitor.readTable(`${largest?.[0]}: training and now`);
    if (largest?.[1] !== '–') expect(bins.length).toBeGreaterThan(1);
    const shareColumns = largest?.[3] === '0' ? [1] : [1, 2]; // without applications, the shares of now are dashes
    for (const column of bins.length > 0 ? shareColumns : []) {
      expect(Math.abs(sum(bins.map((row) => Number.parseFloat(row[column] ?? ''))) - 100)).toBeLessThan(1);
    }
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

async function readChampion(expected: ExpectedFigures): Promise<ModelRow> {
  const [row] = await expected.query<ModelRow>(
    `select version, stage, manifest from predictions.model_metadata where stage = 'champion'`,
  );
  if (!row) throw new Error('there is no champion');
  return row;
}
