/** Checks what an experiment names: its policies, its models, their scales, and what else decides in its period. */
import type { ScoreScale } from '../model/score-scale.ts';
import { resolveScoreScale, ScoreScaleConflict } from '../policy/score-scale.ts';
import type { DefinitionProblem } from './check-definition.ts';
import type { ArmDefinition, ExperimentDefinition } from './definition.ts';

/** A row of sql/api/experiments/read_context.sql. */
export interface ExperimentContext {
  /** Whether an experiment has this name. */
  is_taken: boolean;
  /** Experiments that run in its period. */
  overlapping: string[];
  /** Approved changes of the deciding policies that begin in its period. */
  changes_in_period: number[];
  /** By version: those that arms name, as far as they exist, and the default one. */
  policies: Record<string, { state: string; sha256: string; authors: string[]; score: ScoreScale | null }>;
  default_version: string;
  /** By version: those that arms name, as far as they exist, and the champion. */
  models: Record<string, { stage: string; score_scale: ScoreScale | null }>;
}

/** Lists what is wrong with a proposed experiment as things are now; the paths are those of its request. */
export function checkNamed(
  experimentId: string,
  { arms }: Pick<ExperimentDefinition, 'arms'>,
  context: ExperimentContext,
): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  if (context.is_taken) problems.push({ path: 'subject', problem: `an experiment is called ${experimentId} already` });
  for (const other of context.overlapping) {
    problems.push({
      path: 'content.starts_at',
      problem: `another experiment runs in the period: ${other}; one runs at a time`,
    });
  }
  if (context.changes_in_period.length > 0) {
    problems.push({ path: 'content.ends_at', problem: 'an approved change of the deciding policies begins before it' });
  }
  const champion = Object.entries(context.models).find(([, { stage }]) => stage === 'champion')?.[0];
  if (champion === undefined) problems.push({ path: 'content.arms', problem: 'there is no champion to compare with' });
  return [...problems, ...arms.flatMap((arm, i) => checkArm(arm, `content.arms.${i}`, context, champion))];
}

function checkArm(
  { policy_version, model_version }: ArmDefinition,
  path: string,
  { policies, models, default_version }: ExperimentContext,
  champion: string | undefined,
): DefinitionProblem[] {
  const [policyName, modelName] = [policy_version ?? default_version, model_version ?? champion];
  const policy = policies[policyName];
  const model = modelName === undefined ? undefined : models[modelName];
  const policyProblem = policy_version === null ? null : findPolicyProblem(policy);
  if (policyProblem) return [{ path: `${path}.policy_version`, problem: policyProblem }];
  if (model_version !== null && model?.stage !== 'challenger') {
    const problem = model ? `is ${model.stage}, and must be the challenger` : 'there is no model of this version';
    return [{ path: `${path}.model_version`, problem }];
  }
  if (!policy || !model || modelName === undefined) return [];
  try {
    const score_scale = model.score_scale ?? undefined;
    resolveScoreScale({ version: policyName, score: policy.score ?? undefined }, { version: modelName, score_scale });
    return [];
  } catch (error) {
    if (!(error instanceof ScoreScaleConflict)) throw error;
    return [{ path, problem: error.message }];
  }
}

function findPolicyProblem(policy: ExperimentContext['policies'][string] | undefined): string | null {
  if (!policy) return 'there is no policy of this version';
  if (policy.state === 'draft') return 'its document has not been simulated';
  if (policy.state === 'proposed') return 'it is part of another request, which is not decided';
  return ['simulated', 'approved'].includes(policy.state) ? null : `it is ${policy.state}: make a new draft of it`;
}
