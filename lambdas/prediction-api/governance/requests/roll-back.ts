/** POST /v1/emergency-rollbacks: one person goes back to what decided before, at once. Another person reviews it. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { v7 } from 'uuid';
import { type SqlParameters, uuid } from '../../../shared/aws/database.ts';
import type { Telemetry } from '../../../shared/handler.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { rollBackRoute } from '../../contract/routes/requests.ts';
import type { Request } from '../../contract/schemas/requests.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { callGovernance } from '../refusals.ts';
import { startWork } from './change-requests.ts';
import { prepareEmergencyRollback } from './model-requests.ts';
import { findRequest, readRequest } from './requests.ts';

/** @throws {Problem} when nothing decided before, or something else decides than the person has seen (409) */
export async function rollBack(
  dependencies: GovernanceDependencies,
  { body: { of, from, why }, caller }: OperationInput<typeof rollBackRoute>,
  { metrics }: Pick<Telemetry, 'metrics'>,
): Promise<Request> {
  const request_id = v7();
  const values = { request_id: uuid(request_id), why, by_person: caller.name };
  if (of === 'model') {
    const change = await prepareEmergencyRollback(dependencies, from);
    await callRollBack(dependencies, 'api/governance/roll_model_back.sql', { ...values, ...change });
    await startWork(dependencies, await findRequest(dependencies, request_id));
  } else {
    const assignment_id = toAssignmentId(from);
    await callRollBack(dependencies, 'api/policies/roll_back.sql', { ...values, assignment_id });
    metrics.addMetric('EmergencyRollbacks', MetricUnit.Count, 1);
  }
  return readRequest(dependencies, { params: { request_id }, caller });
}

const callRollBack = ({ database }: GovernanceDependencies, statement: string, values: SqlParameters) =>
  callGovernance(() => database().query(readSqlFile(statement), values));

function toAssignmentId(from: string | undefined): number | null {
  if (from === undefined) return null;
  if (/^\d{1,15}$/.test(from)) return Number(from);
  throw new Problem(422, 'invalid-body', 'The field from is not valid. The field errors says why.', [
    { path: 'from', message: 'Must be an assignment_id' },
  ]);
}
