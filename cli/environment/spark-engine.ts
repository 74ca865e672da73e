/** Finds out whether an environment can build features with Spark. */
import { EMRServerlessClient, paginateListApplications } from '@aws-sdk/client-emr-serverless';
import { installSpark, SparkMissing } from '../local/install-spark.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import type { OperatorEnvironment } from './operator-environment.ts';

/**
 * Finds the Spark application of an environment; on the local cloud installs Spark where it is missing.
 * @returns why there is no Spark; undefined when there is
 */
export async function findSparkObstacle(operator: OperatorEnvironment): Promise<string | undefined> {
  const { environment, stateDirectory } = operator;
  if (stateDirectory !== undefined) return findLocalObstacle(stateDirectory);
  const name = `risk-${environment}-spark`;
  const states = ['CREATING', 'CREATED', 'STARTING', 'STARTED', 'STOPPING', 'STOPPED'] as const;
  for await (const page of paginateListApplications({ client: new EMRServerlessClient({}) }, { states: [...states] })) {
    if (page.applications?.some((application) => application.name === name)) return undefined;
  }
  return `${environment} has no Spark application ${name}`;
}

async function findLocalObstacle(stateDirectory: string): Promise<string | undefined> {
  try {
    await installSpark(readLocalSettings({ stateDirectory }));
    return undefined;
  } catch (error) {
    if (error instanceof SparkMissing) return error.message;
    throw error;
  }
}
