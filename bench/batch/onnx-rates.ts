/** Measures the champion on one thread: ONNX Runtime alone, and with the other steps of a batch. */
import { decide } from '../../lambdas/shared/decision/decide.ts';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import {
  type ExplainableModel,
  loadExplainableModel,
  type ModelReference,
} from '../../lambdas/shared/model/load-model.ts';
import { createModelReader } from '../../lambdas/shared/model/model-bucket.ts';
import { buildModelInputs } from '../../lambdas/shared/model/model-inputs.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';
import type { Policy } from '../../lambdas/shared/policy/policy.ts';

const CHUNK_ROWS = 4096;
const ROUNDS = 12;

export interface OnnxRates {
  /** Rows per second of processor time of `session.run` alone. */
  bare: number;
  /** With tensors built from records, and outputs checked. */
  scored: number;
  /** With the policy's decision. */
  decided: number;
  /** With reasons for every row. */
  explained: number;
}

export async function loadChampion(reference: ModelReference, bucket: string): Promise<ExplainableModel> {
  Object.assign(process.env, { MODEL_BUCKET: bucket });
  return loadExplainableModel(reference, createModelReader());
}

/** Measures the rates on chunks as large as the workflow's, filled from `records`. */
export async function measureOnnxRates(
  model: ExplainableModel,
  records: readonly FeatureRecord[],
  policy: Policy,
): Promise<OnnxRates> {
  const batch = Array.from({ length: CHUNK_ROWS }, (_, i) => records[i % records.length] as FeatureRecord);
  const inputs = buildModelInputs(model.manifest.inputs, batch);
  const runAndDecide = async () => {
    const scores = await runGraph(model, batch);
    for (const [i, record] of batch.entries()) decide(policy, scores.pd[i] ?? Number.NaN, record);
    return scores;
  };
  return {
    bare: await measureRate(() => model.session.run(inputs, ['pd', 'raw', 'prepared'])),
    scored: await measureRate(() => runGraph(model, batch)),
    decided: await measureRate(runAndDecide),
    explained: await measureRate(async () => {
      const outputs = await runAndDecide();
      for (const [i, record] of batch.entries()) model.explain(record, outputs, i);
    }, 2),
  };
}

async function measureRate(work: () => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  await work();
  const before = process.threadCpuUsage();
  for (let i = 0; i < rounds; i += 1) await work();
  const { user, system } = process.threadCpuUsage(before);
  return (rounds * CHUNK_ROWS) / ((user + system) / 1e6);
}
