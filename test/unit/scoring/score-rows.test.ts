/** Scores exported lines with a real model and the real policy. */

import { type ScoredRow, scoreRows } from '../../../lambdas/scoring/daily/score-rows.ts';
import type { Scorers } from '../../../lambdas/scoring/models/load-scorers.ts';
import type { ReasonsFor } from '../../../lambdas/shared/batch-contract.ts';
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { listNeededFeatures } from '../../../lambdas/shared/decision/needed-features.ts';
import { createRowReader } from '../../../lambdas/shared/exports/export-format.ts';
import type { FeatureRecord } from '../../../lambdas/shared/features/feature-record.ts';
import { type ExplainableModel, loadExplainableModel } from '../../../lambdas/shared/model/load-model.ts';
import { runGraph } from '../../../lambdas/shared/model/run-graph.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import { findSeedPolicy, openTestServing } from '../../../testing/policies/seed-policies.ts';

const { policy, ...stored } = findSeedPolicy();
let model: ExplainableModel;
let scorers: Scorers;

beforeAll(async () => {
  const tiny = await buildTinyModel({
    num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.00001 } },
    cat: { purpose: { car: 1 } },
    intercept: -3,
  });
  model = await loadExplainableModel(tiny.reference, async (_, file) =>
    file === 'model.onnx' ? tiny.onnx : tiny.manifestText,
  );
  const champion = { model, selectEvidence: (record: FeatureRecord) => record };
  scorers = { serving: openTestServing(), champion, armModels: new Map() };
});

// utilisation, amount, purpose; then the policy's own: age_years, debt_to_income, loan_to_value, months_past_due_1
const line = (id: number, age = '40') =>
  `a${id}\tc${id}\t2005-10-01 00:00:00\t${id / 10_000}\t1000\t${id % 2 ? 'car' : '\\N'}\t${age}\t\\N\t\\N\t0`;

async function* lines(...all: string[]) {
  yield* all;
}

async function collect(source: AsyncIterable<string>, reasonsFor: ReasonsFor = 'all'): Promise<ScoredRow[]> {
  let id = 0;
  const newId = () => `id-${id++}`;
  const rows: ScoredRow[] = [];
  for await (const chunk of scoreRows(source, {
    scorers,
    reasonsFor,
    newId,
    read: listNeededFeatures(model.manifest.inputs, policy),
  }))
    rows.push(...chunk);
  return rows;
}

test('every row is scored as it would be alone, in order, over several chunks', async () => {
  const count = 9_000;
  const all = Array.from({ length: count }, (_, i) => line(i));
  const rows = await collect(lines(...all));
  expect(rows).toHaveLength(count);
  const read = createRowReader(listNeededFeatures(model.manifest.inputs, policy));
  for (const i of [0, 1, 4095, 4096, 8999]) {
    const { application_id, customer_id, as_of, features } = read(all[i] ?? '');
    const outputs = await runGraph(model, [features]);
    const { pd, raw } = outputs;
    const { reasons, explanation } = model.explain(features, outputs, 0);
    const outcome = decide(policy, pd[0] ?? Number.NaN, features);
    expect(rows[i]).toEqual([
      `id-${i}`,
      application_id,
      customer_id,
      as_of,
      JSON.stringify(features),
      outcome.pd,
      raw[0],
      outcome.score,
      outcome.band,
      outcome.decision,
      outcome.decided_by,
      JSON.stringify(reasons),
      JSON.stringify(explanation),
      outcome.lgd,
      outcome.ead,
      outcome.expected_loss,
      ...[null, null, model.reference.version, model.reference.sha256, stored.version, stored.sha256, null, null],
      ...[null, null, null],
    ]);
  }
});

test('a hard rule decides whatever the model says', async () => {
  const [row] = await collect(lines(line(1, '17')));
  expect(row?.slice(9, 11)).toEqual(['decline', 'rule:under_age']);
  const text = 'The applicant is under 18 years old.';
  const reason = { rank: 1, feature: 'age_years', label: 'Age', text, value: 17, contribution: null };
  expect(JSON.parse(row?.[11] ?? '')).toEqual([reason]);
  expect(row?.[12]).toBeNull();
});

test.each<[ReasonsFor, number[]]>([
  ['all', [2, 3]],
  ['not_approved', [0, 3]],
  ['none', [0, 0]],
])('reasons are given to %s', async (reasonsFor, expected) => {
  const [approved, declined] = await collect(lines(line(1), line(9_999)), reasonsFor);
  expect([approved?.[9], declined?.[9]]).toEqual(['approve', 'decline']);
  expect([approved, declined].map((row) => JSON.parse(row?.[11] ?? '').length)).toEqual(expected);
});

test('no lines give no rows', async () => {
  expect(await collect(lines())).toEqual([]);
});
