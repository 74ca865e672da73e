/** What `npm run model -- show` prints: figures by their names, gates with value, interval and bound, where reports are. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { printModel, printReports, printShownGates } from '../../../cli/models/print-models.ts';
import type { ModelDetail } from '../../../cli/models/read-models.ts';
import { saveModelReports } from '../../../cli/models/save-reports.ts';
import { ObjectMissing, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';

const gate = { gate: 'fairness', consequence: 'hold', verdict: 'beyond_bound' } as const;
const model: ModelDetail = {
  ...{ version: '20261129T000000Z-00000000', kind: 'xgboost', stage: 'challenger', stage_reasons: [] },
  ...{ stage_changed_at: '2026-11-29T00:00:00Z', registered_at: '2026-11-29T00:00:00Z', cv_auc: 0.78 },
  ...{ holdout: { auc: 0.77, brier: 0.135 }, intervals: { auc: [0.75, 0.79] }, training_rows: 1, candidates: [] },
  ...{
    onnx_key: 'k',
    onnx_sha256: 'h',
    size_bytes: 1,
    training_run_id: null,
    job_name: 'j',
    target: null,
    files: null,
    serving: null,
    members: null,
  },
  findings: [{ code: 'identifier', feature: 'customer_line', text: 'Line is left out.', holds: false }],
  gates: [
    { ...gate, measured: 'sex: approval rate ratio 0.684 (0.410 to 0.950)', required: 'approval rate ratio ≥ 0.80' },
    { gate: 'latency', verdict: 'passed', consequence: 'show', measured: 'p50 1 ms', required: 'at most 5 ms' },
  ],
};

function print(run: () => void): string {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  run();
  const lines = log.mock.calls.map(([line]) => stripVTControlCharacters(String(line)));
  log.mockRestore();
  return lines.join('\n');
}

test('a gate beyond its bound says so, with value, interval, bound and consequence', () => {
  const text = print(() => printModel(model, []));
  expect(text).toContain(`  fairness: beyond the bound, not significant; waits for a person
    measured  sex: approval rate ratio 0.684 (0.410 to 0.950)
    required  approval rate ratio ≥ 0.80`);
  expect(text).toContain('  latency: passed\n');
});

test('what the training found is told', () => {
  expect(print(() => printModel(model, []))).toContain('Findings of the training\n  Line is left out.');
  expect(print(() => printModel({ ...model, findings: null }, []))).not.toContain('Findings');
});

test('the model that serves and the assessed one are told apart, with the figures of both', () => {
  const cv = { auc_mean: 0.7912, auc_std: 0.004 };
  const out_of_fold = { ...(model.holdout as object), brier: 0.1333 } as NonNullable<
    ModelDetail['serving']
  >['out_of_fold'];
  const against_assessed = { rows: 200, value: 0.0003, low: -0.0011, high: 0.0017 };
  const serving = {
    refit: true,
    why: '',
    rows: 1000,
    defaults: 200,
    folds: 5,
    cv,
    out_of_fold,
    psi: 0,
    against_assessed,
  };
  const members = [
    { kind: 'lightgbm', weight: 0.61 },
    { kind: 'extra_trees', weight: 2.2 },
  ];
  const text = print(() => printModel({ ...model, serving, members }, []));
  expect(text).toContain('adds up LightGBM × 0.610, extremely randomised trees × 2.200');
  expect(text).toContain('of the assessed model, which never saw the holdout: what the procedure is worth');
  expect(text).toContain('trained again on all 1,000 outcomes: AUC in cross-validation 0.7912');
  expect(text).toContain("differs from the assessed model's by 0.0003 (95 % interval −0.0011 to 0.0017)");
  const kept = { ...serving, refit: false, why: 'the configuration leaves the refit out', against_assessed: null };
  expect(print(() => printModel({ ...model, serving: kept }, []))).toContain(
    'is the assessed model, of the figures above: the configuration leaves the refit out',
  );
  expect(print(() => printModel(model, []))).not.toContain('The model that serves');
});

test('a training names the gates that were not passed and have no consequence', () => {
  const text = print(() => printShownGates(model.gates.map((result) => ({ ...result, consequence: 'show' }))));
  expect(text).toMatch(/^ {2}fairness: beyond the bound, not significant; is only shown\n/);
  expect(text).not.toContain('latency');
  expect(print(() => printShownGates(model.gates))).toBe('');
});

test('figures have their names, counts their plural, and a definition of default that is not known is not made up', () => {
  const text = print(() => printModel(model, []));
  expect(text).toMatch(/AUC +│ +0\.7700 +│ 0\.7500 to 0\.7900/);
  expect(text).toContain('Brier score');
  expect(text).toContain('trained on 1 outcome by');
  expect(text).toContain('definition of default: not given');
  expect(print(() => printModel({ ...model, target: 'Default on the next payment' }, []))).toContain(
    'definition of default: Default on the next payment',
  );
});

test('the reports that training wrote are saved, and their paths printed', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'reports-')), 'reports');
  const store = {
    getStream: async (bucket: string, key: string) => {
      if (key.endsWith('model-card.html')) throw new ObjectMissing(bucket, key);
      return Readable.from(['<p>Report</p>']);
    },
  } as Partial<ObjectStore> as ObjectStore;
  const saved = await saveModelReports({ store, bucket: 'b' }, model, folder);
  const path = join(folder, `${model.version}-validation-report.html`);
  expect(saved).toEqual([{ label: 'Validation report', path }]);
  expect(readFileSync(path, 'utf8')).toBe('<p>Report</p>');
  expect(print(() => printReports(saved))).toContain(path);
  const changed = saveModelReports(
    { store, bucket: 'b' },
    { ...model, files: [{ name: 'validation-report.html', sha256: '0' }] },
    folder,
  );
  await expect(changed).rejects.toThrow(/is not the registered file/);
});
