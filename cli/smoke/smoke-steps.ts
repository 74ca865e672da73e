/** The steps of the smoke test, in their order. Add a step here. */
import type { Removal, SmokeStep } from './smoke-step.ts';
import { firstDeliveryStep, secondDeliveryStep, sparkDayStep } from './steps/deliver.ts';
import { erasureStep } from './steps/erase.ts';
import { predictionStep } from './steps/predict.ts';
import { trainingStep } from './steps/train.ts';

export const SMOKE_STEPS: readonly SmokeStep[] = [
  firstDeliveryStep,
  trainingStep,
  predictionStep,
  secondDeliveryStep,
  sparkDayStep,
  erasureStep,
];

/** Every removal once, in the order of the steps that made something. */
export const listRemovals = (steps: readonly SmokeStep[]): Removal[] => [
  ...new Set(steps.flatMap(({ removals }) => removals)),
];
