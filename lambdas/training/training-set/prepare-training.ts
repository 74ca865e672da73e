/** Prepares a training: exports its training set unless the training guard skips it. */
import { trainingJobName } from '../../shared/runs/job-name.ts';
import { type ExportDependencies, type ExportResult, exportTrainingSet } from './export-training-set.ts';
import { checkTrainingGuard, type SkippedTraining, type TrainingGuardDependencies } from './training-guard.ts';

export interface TrainingRequest {
  execution_id: string;
  /** What started the training, for example `drift`. */
  reason: string;
}

export async function prepareTraining(
  dependencies: ExportDependencies & TrainingGuardDependencies,
  { execution_id, reason }: TrainingRequest,
): Promise<ExportResult | SkippedTraining> {
  const skipped = await checkTrainingGuard(dependencies, execution_id, reason);
  return skipped ?? exportTrainingSet(dependencies, trainingJobName(execution_id));
}
