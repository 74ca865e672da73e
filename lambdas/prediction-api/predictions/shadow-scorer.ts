/**
 * Scores requests with the challenger too, for later comparison with the champion (predictions.shadow_scores). Open it
 * to change how the challenger is loaded or when it pauses.
 *
 * The challenger decides nothing, so it must not delay or fail a response: it is loaded in the background, its errors
 * are only counted, and after slow runs it pauses. A prediction may have no shadow. It runs in this process, so that
 * both models read the same features; a queue and a second function would cost more than a run takes.
 */

import { buildSnapshot, joinNeededFeatures } from '../../shared/decision/needed-features.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { type ModelReference, toReferenceId } from '../../shared/model/errors.ts';
import type { ScoringModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import { findShadowScale, type Serving } from '../../shared/serving/serving.ts';

export interface ShadowScore {
  model_version: string;
  pd: number;
  raw: number;
  score: number;
}

/** The challenger's score of each row, in order, or null. Never rejects. Rows may have more features than it reads. */
export type ScoreShadows = (rows: readonly FeatureRecord[], serving: Serving) => Promise<(ShadowScore | null)[]>;

/** `failed`: the challenger could not be loaded or could not score; `slow`: it exceeded its time and pauses. */
export type ReportShadowFault = (fault: 'failed' | 'slow', error?: unknown) => void;

/** How long a run of the challenger may take, and how much longer with each row. */
const RUN_LIMIT_MILLISECONDS = 20;
const ROW_LIMIT_MILLISECONDS = 0.2;
/** One slow run may be the fault of a busy process; so many in a row are not. */
const MAX_SLOW_RUNS = 3;
const SLOW_PAUSE_MILLISECONDS = 10_000;
const FAILED_PAUSE_MILLISECONDS = 60_000;

interface LoadedChallenger {
  id: string;
  /** Absent while it is loaded and after a failed load. */
  model?: ScoringModel;
  pausedUntil: number;
  slowRuns: number;
}

/** Creates a function that returns the ScoreShadows of a challenger. It keeps one challenger loaded. */
export function createShadowScorer(
  load: (reference: ModelReference) => Promise<ScoringModel>,
  now = () => performance.now(),
) {
  let loaded: LoadedChallenger | undefined;

  const loadInBackground = (reference: ModelReference, report: ReportShadowFault): void => {
    const challenger: LoadedChallenger = {
      id: toReferenceId(reference),
      pausedUntil: Number.POSITIVE_INFINITY,
      slowRuns: 0,
    };
    loaded = challenger;
    load(reference).then(
      (model) => Object.assign(challenger, { model, pausedUntil: 0 }),
      (error) => {
        challenger.pausedUntil = now() + FAILED_PAUSE_MILLISECONDS;
        report('failed', error);
      },
    );
  };

  return (reference: ModelReference | undefined, report: ReportShadowFault): ScoreShadows =>
    async (rows, serving) => {
      const noShadows = rows.map(() => null);
      if (!reference) return noShadows;
      if (loaded?.id !== toReferenceId(reference) || (!loaded.model && loaded.pausedUntil <= now())) {
        loadInBackground(reference, report);
      }
      const challenger = loaded;
      if (!challenger?.model || challenger.pausedUntil > now() || rows.length === 0) return noShadows;
      const startedAt = now();
      try {
        const shadows = await scoreCompleteRows(challenger.model, rows, serving);
        const isSlow = now() - startedAt > RUN_LIMIT_MILLISECONDS + ROW_LIMIT_MILLISECONDS * rows.length;
        challenger.slowRuns = isSlow ? challenger.slowRuns + 1 : 0;
        if (challenger.slowRuns >= MAX_SLOW_RUNS) {
          Object.assign(challenger, { pausedUntil: now() + SLOW_PAUSE_MILLISECONDS, slowRuns: 0 });
          report('slow');
        }
        return shadows;
      } catch (error) {
        challenger.pausedUntil = now() + FAILED_PAUSE_MILLISECONDS;
        report('failed', error);
        return noShadows;
      }
    };
}

/** Skips rows that lack a feature of the challenger: a request sends what the champion reads, which may differ. */
async function scoreCompleteRows(
  model: ScoringModel,
  rows: readonly FeatureRecord[],
  serving: Serving,
): Promise<(ShadowScore | null)[]> {
  const { version, inputs } = model.manifest;
  const needed = joinNeededFeatures(inputs, []);
  const scale = findShadowScale(serving, model.manifest);
  const records = rows.map((row) => buildSnapshot(needed, row));
  const completeRecords = records.filter((record) => isComplete(record, [...inputs.num, ...inputs.cat]));
  if (completeRecords.length === 0) return rows.map(() => null);
  const scores = await runGraph(model, completeRecords);
  let next = 0;
  return records.map((record) => {
    if (record !== completeRecords[next]) return null;
    const [pd, raw] = [scores.pd[next] ?? Number.NaN, scores.raw[next] ?? Number.NaN];
    next += 1;
    if (!Number.isFinite(raw)) return null;
    return { model_version: version, pd, raw, score: computeScore(scale, pd) };
  });
}

const isComplete = (record: FeatureRecord, names: readonly string[]) =>
  names.every((name) => record[name] !== undefined);
