/** Computes the adverse action reasons of a model's scores: the features that raise the PD most, with their texts. */
import type { FeatureRecord } from '../features/feature-record.ts';
import type { MarginScale } from './explain/margin.ts';
import { createMarginExplainer, type ExplainedOutputs } from './explain/margin-explainer.ts';
import { buildWordings } from './explain/wording.ts';
import type { GraphSession } from './graph-runtime.ts';
import type { ModelFolderManifest, ModelManifest } from './model-manifest.ts';
import { runGraph } from './run-graph.ts';

/** One reason, as it is stored with a score. */
export interface AdverseActionReason {
  /** 1 has the largest contribution. */
  rank: number;
  feature: string;
  label: string;
  text: string;
  value: number | string | null;
  /** Share of (margin − base), above 0. Null when a rule, matrix or limit decided. */
  contribution: number | null;
}

/** The quantity that the contributions divide: the distance of the applicant's margin from the average margin. */
export interface Explanation {
  scale: MarginScale;
  base: number;
  margin: number;
}

/** Explains one score. `row` is the record's row in the graph's outputs. */
export type ExplainScore = (
  record: FeatureRecord,
  outputs: ExplainedOutputs,
  row: number,
) => { reasons: AdverseActionReason[]; explanation: Explanation };

/** More do not help an applicant: Official Interpretation of 12 CFR 1002.9(b)(2), paragraph 1. */
const MAX_REASONS = 4;
/** Contributions are stored to this precision; smaller ones carry no meaning. */
const MILLION = 1e6;

/**
 * Reads from the graph how it scores, runs it once on the background and creates the explainer.
 * @throws {UnexplainableGraph} when the graph's form has no exact reasons
 * @throws {UnsupportedTreeEnsemble} when a tree ensemble uses operators that training never writes
 * @throws {TooManyPathFeatures} when a path of a tree tests too many features
 * @throws {InvalidMessage} when the bytes are no ONNX file
 * @throws {MissingFeature} when a record of the background lacks a feature
 * @throws {InvalidFeature} when a value of the background has the wrong type
 * @throws {InvalidModelOutput} when the graph's output for the background is unusable
 */
export async function createScoreExplainer(
  onnx: Uint8Array,
  model: { manifest: ModelManifest; session: GraphSession; background: ModelFolderManifest['background'] },
): Promise<ExplainScore> {
  const { features: describedFeatures, inputs, prepared_from } = model.manifest;
  const background = model.background.map(({ num, cat }) => ({
    ...Object.fromEntries(inputs.num.map((name, i) => [name, num[i] ?? null])),
    ...Object.fromEntries(inputs.cat.map((name, i) => [name, cat[i] ?? ''])),
  }));
  const backgroundOutputs = await runGraph(model, background);
  const { scale, base, features, explain } = createMarginExplainer(onnx, prepared_from, backgroundOutputs);
  const wordings = buildWordings(describedFeatures, background);

  return (record, outputs, row) => {
    const { margin, shares } = explain(outputs, row);
    const reasons = rankRaisingShares(shares).map((index, i) => {
      const feature = features[index] ?? '';
      const value = record[feature] ?? null;
      const wording = wordings.get(feature);
      return {
        rank: i + 1,
        feature,
        label: wording?.label ?? feature,
        text: wording?.getText(value) ?? feature,
        value,
        contribution: roundToMillionths(shares[index] ?? 0),
      };
    });
    return { reasons, explanation: { scale, base: roundToMillionths(base), margin: roundToMillionths(margin) } };
  };
}

/** Lists the indices of the shares that raise the margin most, largest first. */
function rankRaisingShares(shares: Float64Array): number[] {
  const raising: number[] = [];
  for (let i = 0; i < shares.length; i++) if (roundToMillionths(shares[i] as number) > 0) raising.push(i);
  return raising.sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, MAX_REASONS);
}

const roundToMillionths = (value: number): number => Math.round(value * MILLION) / MILLION;
