/** POST /v1/emergency-rollbacks: one person goes back to what decided before, at once. Another person reviews it. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { v7 } from 'uuid';
import { uuid } from '../../shared/aws/database.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { rollBackRoute } from '../contract/routes/requests.ts';
import type { Request } from '../contract/schemas/requests.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { GovernanceDependencies } from './dependencies.ts';
import { callGovernance } from './refusals.ts';
import { readRequest } from './requests.ts';

/** @throws {Problem} when nothing decided before, or something else decides than the person has seen (409) */
export async function rollBack(
  dependencies: GovernanceDependencies,
  { body: { of, from, why }, caller }: OperationInput<typeof rollBackRoute>,
  { metrics }: Pick<Telemetry, 'metrics'>,
): Promise<Request> {
  if (of === 'model')
    throw new Problem(
      422,
      'kind-not-proposable',
      'Models have a call of their own. Send a request of the kind model_rollback.',
    );
  const request_id = v7();
  const values = { request_id: uuid(request_id), why, by_person: caller.name, assignment_id: toAssignmentId(from) };
  await callGovernance(() => dependencies.database().query(readSqlFile('api/policies/roll_back.sql'), values));
  metrics.addMetric('EmergencyRollbacks', MetricUnit.Count, 1);
  return readRequest(dependencies, { params: { request_id }, caller });
}

function toAssignmentId(from: string | undefined): number | null {
  if (from === undefined) return null;
  if (/^\d{1,15}$/.test(from)) return Number(from);
  throw new Problem(422, 'invalid-body', 'The field from is not valid. The field errors says why.', [
    { path: 'from', message: 'Must be an assignment_id' },
  ]);
}
