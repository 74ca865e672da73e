/**
 * Reserved concurrency of every function that has one, and their sum. Open it when a function gets a reservation: the
 * account's quota must hold the sum and what AWS keeps unreserved.
 */
import type { EnvironmentConfig } from './config-schema.ts';

/**
 * Environments that AWS keeps for functions without a reservation; it refuses a reservation that would leave fewer.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const UNRESERVED_CONCURRENCY = 100;

/**
 * Lists the reserved concurrency by a function's component and name, such as `prediction-api/predict`. Empty where the
 * environment reserves none.
 */
export function listReservedConcurrency({
  reserved_concurrency: reserved,
  batches,
}: Pick<EnvironmentConfig, 'reserved_concurrency' | 'batches'>): Readonly<Record<string, number>> {
  if (!reserved) return {};
  return {
    'prediction-api/predict': reserved.predict,
    'prediction-api/read': reserved.read,
    'prediction-api/replay': reserved.replay,
    'prediction-api/batches': reserved.batches,
    'prediction-api/imports': reserved.imports,
    'prediction-api/governance': reserved.governance,
    'prediction-api/cases': reserved.cases,
    'prediction-api/applicant': reserved.applicant,
    'cases/check-attachment': reserved.attachments,
    'prediction-api/documentation': reserved.documentation,
    'onboarding/import-raw-file': reserved.raw_files,
    'scoring/score-part': reserved.nightly_scoring,
    'scoring/store-scores': reserved.nightly_scoring,
    'scoring/join-features': reserved.batch_scoring,
    'scoring/score-batch-part': reserved.batch_scoring,
    'scoring/store-batch-part': reserved.batch_scoring,
    // One for each running batch.
    'scoring/split-batch': batches.running,
    'scoring/close-batch': batches.running,
  };
}

/** Sums the reserved concurrency of an environment. */
export const sumReservedConcurrency = (config: Pick<EnvironmentConfig, 'reserved_concurrency' | 'batches'>): number =>
  Object.values(listReservedConcurrency(config)).reduce((sum, reserved) => sum + reserved, 0);
