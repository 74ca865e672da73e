/** Gives a model of testing/models/explained_models.py the folder of a registered model, so that it can be bundled. */
import { createHash } from 'node:crypto';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { ModelFolderManifest, type ModelManifest } from '../../lambdas/shared/model/model-manifest.ts';
import type { ExplainedModel } from '../models/explained-models.ts';
import type { TinyModel } from '../models/tiny-model.ts';
import { buildTrainedModel } from '../models/trained-model.ts';
import { createRandom } from '../random.ts';

type DescribedGraph = Pick<ExplainedModel, 'onnx' | 'inputs' | 'prepared_from'> & {
  raw_rows: Pick<ExplainedModel['raw_rows'], 'background'>;
};

/** Describes a fitted graph as a training does. */
export function buildBundledModel(kind: string, { onnx, inputs, prepared_from, raw_rows }: DescribedGraph): TinyModel {
  const features = [...inputs.num, ...inputs.cat].map((name) => ({
    ...{ name, type: inputs.num.includes(name) ? 'number' : 'category', monotone: 0, label: name },
    reason: { high: `${name} is high`, low: `${name} is low`, missing: `${name} is not known` },
  }));
  const known = { ...buildTrainedModel(onnx), kind, inputs, features, prepared: prepared_from, prepared_from };
  const manifest = ModelFolderManifest.parse({ ...known, background: raw_rows.background });
  const manifestText = Buffer.from(JSON.stringify(manifest));
  const { version } = manifest;
  const manifest_sha256 = createHash('sha256').update(manifestText).digest('hex');
  const reference = { version, key: `models/${version}/model.onnx`, sha256: manifest.onnx.sha256, manifest_sha256 };
  return { reference, manifest: manifest as ModelManifest, onnx, manifestText };
}

/** As many as a training writes. */
const PARITY_ROWS = 300;

/** Makes rows whose values come from any of the model's rows, unknown and unseen ones included. */
export function makeParityRows({ inputs, raw_rows }: ExplainedModel): FeatureRecord[] {
  const random = createRandom(18);
  const rows = [...raw_rows.background, ...raw_rows.explained];
  return Array.from({ length: PARITY_ROWS }, () => ({
    ...Object.fromEntries(inputs.num.map((name, i) => [name, random.pick(rows).num[i] ?? null])),
    ...Object.fromEntries(inputs.cat.map((name, i) => [name, random.pick(rows).cat[i] ?? ''])),
  }));
}
