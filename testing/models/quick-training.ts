/** Options of commands whose training tries one kind of model: for tests of something else than the choice between kinds. */
import { MODEL_KINDS } from '../../lambdas/shared/model/model-manifest.ts';

const KIND = 'logistic_regression';

export const QUICK_TRAINING_OPTIONS: readonly string[] = MODEL_KINDS.filter((kind) => kind !== KIND).flatMap((kind) => [
  '--leave-out-kind',
  kind,
]);
