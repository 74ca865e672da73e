/** Names of jobs: made from their executions alone, so that a retry names the same job. */
import { createHash } from 'node:crypto';

/** SageMaker: at most 63 letters, digits and hyphens, neither first nor last a hyphen. */
const MAX_LENGTH = 63;

/** The training job of an execution, given by its name or ARN. */
export const trainingJobName = (executionId: string): string => jobName('risk-training', executionId);

/** The job that makes MLflow follow the registry. */
export const registryJobName = (executionId: string): string => jobName('risk-registry', executionId);

/** The job that writes what monitoring measured into MLflow. */
export const monitoringJobName = (executionId: string): string => jobName('risk-monitoring', executionId);

/** A name that has to be changed to fit gets a hash of the original. */
function jobName(prefix: string, executionId: string): string {
  const name = executionId.split(':').at(-1) ?? executionId;
  const clean = trimmed(name.replace(/[^A-Za-z0-9]+/g, '-'));
  const whole = `${prefix}-${clean}`;
  if (clean === name && clean !== '' && whole.length <= MAX_LENGTH) return whole;
  const hash = createHash('sha256').update(executionId).digest('hex').slice(0, 8);
  return `${trimmed(whole.slice(0, MAX_LENGTH - 9))}-${hash}`;
}

const trimmed = (text: string): string => text.replace(/^-+|-+$/g, '');
