/** Builds the names of SageMaker jobs from their executions alone, so that a retry names the same job. */
import { createHash } from 'node:crypto';

/** SageMaker permits 63 letters, digits and hyphens, without a hyphen at either end. */
const MAX_LENGTH = 63;

/** The name of an execution's training job. `executionId` is the execution's name or ARN. */
export const trainingJobName = (executionId: string): string => buildJobName('risk-training', executionId);

/** The name of the job that copies the registry to MLflow. */
export const registryJobName = (executionId: string): string => buildJobName('risk-registry', executionId);

/** The name of the job that writes monitoring results to MLflow. */
export const monitoringJobName = (executionId: string): string => buildJobName('risk-monitoring', executionId);

/** A name that SageMaker would refuse is shortened or cleaned, and gets a hash of the original. */
function buildJobName(prefix: string, executionId: string): string {
  const name = executionId.split(':').at(-1) ?? executionId;
  const clean = trimHyphens(name.replace(/[^A-Za-z0-9]+/g, '-'));
  const whole = `${prefix}-${clean}`;
  if (clean === name && clean !== '' && whole.length <= MAX_LENGTH) return whole;
  const hash = createHash('sha256').update(executionId).digest('hex').slice(0, 8);
  return `${trimHyphens(whole.slice(0, MAX_LENGTH - 9))}-${hash}`;
}

const trimHyphens = (text: string): string => text.replace(/^-+|-+$/g, '');
