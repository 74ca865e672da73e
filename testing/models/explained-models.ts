/** Fits one small model of every kind and explains some scores with the shap library and by plain enumeration. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExplainedOutputs } from '../../lambdas/shared/model/explain/margin-explainer.ts';
import { MODEL_KINDS } from '../../lambdas/shared/model/model-manifest.ts';

/** Names of the models: every kind, a blend of every form of margin, and a forest of full trees. */
export const EXAMPLES = [...new Set([...MODEL_KINDS, 'neural_additive', 'blend', 'deep_forest'])];

/** An unknown number is null, an unknown category ''. */
export interface Row {
  num: (number | null)[];
  cat: string[];
}

export interface ExplainedModel {
  onnx: Buffer;
  inputs: { num: string[]; cat: string[] };
  /** Raw values of the background rows and of the explained rows. */
  raw_rows: { background: Row[]; explained: Row[] };
  prepared_from: string[];
  scale: string;
  base: number;
  /** The graph's outputs for the background rows and for the explained rows. */
  background: ExplainedOutputs;
  outputs: ExplainedOutputs;
  raw: Float32Array;
  margins: number[];
  /** By row and prepared column, computed by shap. */
  shap: number[][];
  /** By row and raw feature, computed from the definition. */
  shares: number[][];
}

type Document = Omit<ExplainedModel, 'onnx' | 'raw_rows' | 'background' | 'outputs' | 'raw'> & {
  background: Row[];
  rows: Row[];
};

const PYTHON = join(import.meta.dirname, '../../.venv/bin/python');

/** Fits the models in some seconds. Call it once per test file. */
export async function buildExplainedModels(): Promise<Record<string, ExplainedModel>> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-explained-'));
  try {
    const script = join(import.meta.dirname, 'explained_models.py');
    const output = execFileSync(PYTHON, [script, folder], { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
    const documents = Object.entries(JSON.parse(output.toString()) as Record<string, Document>);
    const models = documents.map(async ([kind, document]): Promise<[string, ExplainedModel]> => {
      const onnx = readFileSync(join(folder, `${kind}.onnx`));
      const { background, rows, ...known } = document;
      const session = await InferenceSession.create(onnx, { logSeverityLevel: 3 });
      const names = ['raw', 'prepared', 'parts'].filter((name) => session.outputNames.includes(name));
      const run = async (given: Row[]) => {
        const { raw, prepared, parts } = await session.run(buildInputs(given), names);
        const outputs = { prepared: prepared?.data as Float32Array, parts: parts?.data as Float32Array | undefined };
        return { raw: raw?.data as Float32Array, outputs };
      };
      const { outputs, raw } = await run(rows);
      return [
        kind,
        {
          ...{ onnx, ...known, raw_rows: { background, explained: rows }, outputs, raw },
          background: (await run(background)).outputs,
        },
      ];
    });
    return Object.fromEntries(await Promise.all(models));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function buildInputs(rows: Row[]): Record<string, Tensor> {
  const num = Float32Array.from(rows.flatMap((row) => row.num.map((value) => value ?? Number.NaN)));
  return {
    num: new Tensor('float32', num, [rows.length, rows[0]?.num.length ?? 0]),
    cat: new Tensor(
      'string',
      rows.flatMap((row) => row.cat),
      [rows.length, rows[0]?.cat.length ?? 0],
    ),
  };
}
