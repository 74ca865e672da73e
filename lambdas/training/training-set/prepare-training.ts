/** Prepares a training: exports its training set unless the training guard skips it. */
import type { ModelKind } from '../../shared/model/model-manifest.ts';
import { trainingJobName } from '../../shared/runs/job-name.ts';
import { leaveOutKinds } from '../contract/configuration.ts';
import { type ExportDependencies, type ExportResult, exportTrainingSet } from './export-training-set.ts';
import { checkTrainingGuard, type SkippedTraining, type TrainingGuardDependencies } from './training-guard.ts';

export interface TrainingRequest {
  execution_id: string;
  /** What started the training, for example `drift`. */
  reason: string;
  /** Kinds of model to leave out, besides those of the configuration. */
  leave_out_kinds: ModelKind[];
}

export async function prepareTraining(
  dependencies: ExportDependencies & TrainingGuardDependencies,
  { execution_id, reason, leave_out_kinds }: TrainingRequest,
): Promise<ExportResult | SkippedTraining> {
  const configuration = leaveOutKinds(dependencies.configuration, leave_out_kinds);
  const skipped = await checkTrainingGuard(dependencies, execution_id, reason);
  return skipped ?? exportTrainingSet({ ...dependencies, configuration }, trainingJobName(execution_id));
}
