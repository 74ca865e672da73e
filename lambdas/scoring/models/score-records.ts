/**
 * Scores feature records with the models and policies that decide and, where there is one, a challenger. Both scoring
 * workflows use it.
 */
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import type { ChosenArm } from '../../shared/decision/choose-arm.ts';
import { type DecisionResult, decide, MissingPolicyFeature } from '../../shared/decision/decide.ts';
import { type DecisionReasons, NO_REASONS, selectReasons } from '../../shared/decision/reasons.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { ModelCorrupt, type ModelReference } from '../../shared/model/errors.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import type { Decision } from '../../shared/policy/decisions.ts';
import { resolveScoreScale } from '../../shared/policy/score-scale.ts';
import { choosePolicy, chooseServingArm, findShadowScale } from '../../shared/serving/serving.ts';
import type { PolicyReference } from '../../shared/serving/serving-state.ts';
import type { Scorer, Scorers } from './load-scorers.ts';

/** Rows of one call of the graph: enough to make its fixed cost small, few enough to keep the memory bounded. */
export const CHUNK_ROWS = 4096;

export interface ScoringOptions {
  scorers: Scorers;
  reasonsFor: ReasonsFor;
  challenger?: ExplainableModel | undefined;
}

export interface ScorableRecord {
  /** Null where only features are known: no experiment decides then. */
  customer_id: string | null;
  features: FeatureRecord;
}

export interface ScoredRecord extends DecisionReasons {
  result: DecisionResult;
  raw: number;
  shadow: Shadow | null;
  model: ModelReference;
  policy: PolicyReference;
  arm: ChosenArm | null;
  /** The features that are stored as evidence. */
  evidence: FeatureRecord;
}

/** The challenger's score of a record. It decides nothing. */
export interface Shadow {
  pd: number;
  raw: number;
  score: number;
}

interface AssignedRecord extends ScorableRecord {
  arm: ChosenArm | null;
  shadow: Shadow | null;
}

/**
 * Scores a chunk in one call of each model.
 * @returns for each record, in order, its score, or the error of one whose exposure is unknown
 * @throws {RiskError} when `runGraph` or `decide` throws it
 */
export async function scoreRecords(
  records: readonly ScorableRecord[],
  { scorers, reasonsFor, challenger }: ScoringOptions,
): Promise<(ScoredRecord | MissingPolicyFeature)[]> {
  const shadows = await scoreShadows(records, scorers, challenger);
  const assigned = records.map((record, i): AssignedRecord => {
    const arm = chooseServingArm(scorers.serving, record);
    // On its own arm the challenger decides: a shadow would repeat the decision.
    const isOwn = arm?.model_version === challenger?.manifest.version;
    return { ...record, arm, shadow: isOwn ? null : (shadows[i] ?? null) };
  });
  const scored = new Map<AssignedRecord, ScoredRecord | MissingPolicyFeature>();
  for (const [version, group] of Map.groupBy(assigned, ({ arm }) => arm?.model_version ?? null)) {
    const results = await scoreGroup(group, findScorer(scorers, version), scorers, reasonsFor);
    for (const [i, record] of group.entries()) scored.set(record, results[i] as ScoredRecord);
  }
  return assigned.map((record) => scored.get(record) as ScoredRecord);
}

/** Scores records of one model: that of their arm, or the champion. */
async function scoreGroup(
  group: readonly AssignedRecord[],
  { model, selectEvidence }: Scorer,
  { serving }: Scorers,
  reasonsFor: ReasonsFor,
): Promise<(ScoredRecord | MissingPolicyFeature)[]> {
  const outputs = await runGraph(
    model,
    group.map(({ features }) => features),
  );
  const { pd, raw } = outputs;
  return group.map(({ features, arm, shadow }, i) => {
    const { version, sha256, policy } = choosePolicy(serving, features, arm);
    let result: DecisionResult;
    try {
      result = decide(policy, pd[i] ?? Number.NaN, features, resolveScoreScale(policy, model.manifest));
    } catch (error) {
      if (error instanceof MissingPolicyFeature) return error;
      throw error;
    }
    const explain = (): DecisionReasons => model.explain(features, outputs, i);
    const reasons = needsReasons(reasonsFor, result.decision)
      ? selectReasons(policy, result, features, explain)
      : NO_REASONS;
    const decided = { model: model.reference, policy: { version, sha256 }, arm, evidence: selectEvidence(features) };
    return { result, raw: raw[i] ?? Number.NaN, ...reasons, shadow, ...decided };
  });
}

function findScorer({ champion, armModels }: Scorers, version: string | null): Scorer {
  const scorer = version === null ? champion : armModels.get(version);
  if (scorer) return scorer;
  const reference = { version: version ?? '', key: '', sha256: '', manifest_sha256: null };
  throw new ModelCorrupt(reference, 'an arm of the experiment names it and it is not registered');
}

async function scoreShadows(
  records: readonly ScorableRecord[],
  { serving }: Scorers,
  challenger: ExplainableModel | undefined,
): Promise<Shadow[]> {
  if (!challenger) return [];
  const scale = findShadowScale(serving, challenger.manifest);
  const { pd, raw } = await runGraph(
    challenger,
    records.map(({ features }) => features),
  );
  return [...pd].map((value, i) => ({ pd: value, raw: raw[i] ?? Number.NaN, score: computeScore(scale, value) }));
}

function needsReasons(reasonsFor: ReasonsFor, decision: Decision): boolean {
  return reasonsFor === 'all' || (reasonsFor === 'not_approved' && decision !== 'approve');
}
