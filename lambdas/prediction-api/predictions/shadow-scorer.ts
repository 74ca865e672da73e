/**
 * The challenger's score beside the champion's: what it would have said of the very applicants that it may decide about
 * one day, kept for the comparison of both (predictions.shadow_scores).
 *
 * It is scored in the same process and stored in the statement that stores the evidence: a queue and a second function
 * would cost more than the fraction of a millisecond that a model takes, and could not say for sure that both saw the
 * same features. It decides nothing, so it may never delay or fail an answer: a challenger that is not loaded yet is
 * loaded in the background, once, without what reasons need; whatever it throws is counted and forgotten; and one that
 * takes longer than an answer can spare rests for a while. A prediction without a shadow is no fault.
 */

import { buildSnapshot, listNeededFeatures } from '../../shared/decision/needed-features.ts';
import type { Policy } from '../../shared/decision/policy.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { ModelReference } from '../../shared/model/errors.ts';
import type { ScoringModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';

export type ShadowScore = { model_version: string; pd: number; raw: number; score: number };

/** The challenger's score of each row, in order, or null for each; never rejects. Rows may have more than it reads. */
export type ScoreShadows = (rows: readonly FeatureRecord[], policy: Policy) => Promise<(ShadowScore | null)[]>;

/** `failed`: it could not be loaded, or not score; `slow`: it took too long, and rests. */
export type ReportShadowFault = (what: 'failed' | 'slow', error?: unknown) => void;

/** What a run of the challenger may cost an answer, and what each row adds. A process under pressure drops shadows first. */
const PATIENCE_MILLISECONDS = 20;
const PATIENCE_MILLISECONDS_A_ROW = 0.2;
/** One slow run may be the process's fault, so many one after the other are not. */
const SLOW_RUNS = 3;
/** For so long it is left alone after slow runs, or a failure. */
const SLOW_REST_MILLISECONDS = 10_000;
const FAILED_REST_MILLISECONDS = 60_000;

type Kept = { id: string; model?: ScoringModel; restsUntil: number; slowRuns: number };

/** Shadows by whichever challenger `shadowsOf` is told; one is kept loaded. */
export function createShadowScorer(
  load: (reference: ModelReference) => Promise<ScoringModel>,
  now = () => performance.now(),
) {
  let kept: Kept | undefined;

  const loadInBackground = (challenger: ModelReference, report: ReportShadowFault): void => {
    const loading: Kept = { id: idOf(challenger), restsUntil: Number.POSITIVE_INFINITY, slowRuns: 0 };
    kept = loading;
    load(challenger).then(
      (model) => Object.assign(loading, { model, restsUntil: 0 }),
      (error) => {
        loading.restsUntil = now() + FAILED_REST_MILLISECONDS;
        report('failed', error);
      },
    );
  };

  return (challenger: ModelReference | undefined, report: ReportShadowFault): ScoreShadows =>
    async (rows, policy) => {
      const none = rows.map(() => null);
      if (!challenger) return none;
      if (kept?.id !== idOf(challenger) || (!kept.model && kept.restsUntil <= now())) {
        loadInBackground(challenger, report);
      }
      const current = kept;
      if (!current?.model || current.restsUntil > now() || rows.length === 0) return none;
      const started = now();
      try {
        const shadows = await scored(current.model, rows, policy);
        const isSlow = now() - started > PATIENCE_MILLISECONDS + PATIENCE_MILLISECONDS_A_ROW * rows.length;
        current.slowRuns = isSlow ? current.slowRuns + 1 : 0;
        if (current.slowRuns >= SLOW_RUNS) {
          Object.assign(current, { restsUntil: now() + SLOW_REST_MILLISECONDS, slowRuns: 0 });
          report('slow');
        }
        return shadows;
      } catch (error) {
        current.restsUntil = now() + FAILED_REST_MILLISECONDS;
        report('failed', error);
        return none;
      }
    };
}

const idOf = ({ version, sha256 }: ModelReference) => `${version}:${sha256}`;

/** Only rows that have every feature the challenger reads: raw ones are the champion's, which may be others. */
async function scored(
  model: ScoringModel,
  rows: readonly FeatureRecord[],
  policy: Policy,
): Promise<(ShadowScore | null)[]> {
  const { version, inputs } = model.manifest;
  const needed = listNeededFeatures(inputs, policy);
  const records = rows.map((row) => buildSnapshot(needed, row));
  const complete = records.filter((record) => isComplete(record, [...inputs.num, ...inputs.cat]));
  if (complete.length === 0) return rows.map(() => null);
  const { pd, raw } = await runGraph(model, complete);
  let next = 0;
  return records.map((record) => {
    if (record !== complete[next]) return null;
    const [probability, sum] = [pd[next] ?? Number.NaN, raw[next] ?? Number.NaN];
    next += 1;
    if (!Number.isFinite(sum)) return null;
    return { model_version: version, pd: probability, raw: sum, score: computeScore(policy, probability) };
  });
}

const isComplete = (record: FeatureRecord, names: readonly string[]) =>
  names.every((name) => record[name] !== undefined);
