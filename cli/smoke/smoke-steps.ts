/** The steps of the smoke test, in their order. Add a step here. */
import type { Removal, SmokeStep } from './smoke-step.ts';
import { alarmStep } from './steps/alarm.ts';
import { contestStep } from './steps/contest.ts';
import { caseStep } from './steps/decide-case.ts';
import { firstDeliveryStep, secondDeliveryStep, sparkDayStep } from './steps/deliver.ts';
import { erasureStep } from './steps/erase.ts';
import { importStep } from './steps/import.ts';
import { monitoringStep, reportStep, scoringStep } from './steps/monitor.ts';
import { policyStep } from './steps/policy.ts';
import { listStep, predictionStep, repeatStep } from './steps/predict.ts';
import { accessStep, retentionStep } from './steps/privacy.ts';
import { promotionStep } from './steps/promote.ts';
import { rawFileStep } from './steps/raw-file.ts';
import { counterfactualStep, evidenceStep, overrideStep, replayStep, whatIfStep } from './steps/read-evidence.ts';
import { featuresBatchStep, idsBatchStep } from './steps/score-batch.ts';
import { eventStep } from './steps/send-event.ts';
import { dashboardStep, signInStep } from './steps/sign-in.ts';
import { simulationStep } from './steps/simulate.ts';
import { trainingStep } from './steps/train.ts';

export const SMOKE_STEPS: readonly SmokeStep[] = [
  dashboardStep,
  alarmStep,
  firstDeliveryStep,
  trainingStep,
  scoringStep,
  predictionStep,
  evidenceStep,
  whatIfStep,
  listStep,
  repeatStep,
  replayStep,
  counterfactualStep,
  signInStep,
  overrideStep,
  caseStep,
  contestStep,
  accessStep,
  retentionStep,
  importStep,
  policyStep,
  simulationStep,
  eventStep,
  idsBatchStep,
  featuresBatchStep,
  rawFileStep,
  secondDeliveryStep,
  monitoringStep,
  reportStep,
  promotionStep,
  sparkDayStep,
  erasureStep,
];

/** Every removal once, in the order of the steps that made something. */
export const listRemovals = (steps: readonly SmokeStep[]): Removal[] => [
  ...new Set(steps.flatMap(({ removals }) => removals)),
];
