/** The five operations of the Data API. */

import type { CheckedOutConnection, ConnectionPools, Credentials } from './connections.ts';
import { type Execution, runStatement, runWithTimeLimit, type StatementResult } from './execution.ts';
import type { DataApiLimits } from './limits.ts';
import { type BoundStatement, bindParameters } from './parameters.ts';
import {
  BatchExecuteBody,
  type BatchRequest,
  BeginTransactionBody,
  EndTransactionBody,
  ExecuteBody,
  type ExecuteRequest,
  parseRequest,
} from './requests.ts';
import { toColumnMetadata, toJsonRecords, toRecord } from './results.ts';
import type { Transactions } from './transactions.ts';

export interface DataApiService {
  connections: ConnectionPools;
  transactions: Transactions;
  limits: DataApiLimits;
  /** Checks the cluster and opens the secret. */
  authorise(resourceArn: string, secretArn: string): Promise<Credentials>;
}

type Operation = (service: DataApiService, body: unknown) => Promise<object>;

/** By path, as the service's model has them. */
export const OPERATIONS: Record<string, Operation> = {
  '/Execute': execute,
  '/BatchExecute': batchExecute,
  '/BeginTransaction': begin,
  '/CommitTransaction': async (service, body) => {
    await end(service, body, 'commit');
    return { transactionStatus: 'Transaction Committed' };
  },
  '/RollbackTransaction': async (service, body) => {
    await end(service, body, 'rollback');
    return { transactionStatus: 'Rollback Complete' };
  },
};

async function execute(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(ExecuteBody, body);
  const statement = bindParameters(request.sql, request.parameters);
  const result = await run(service, request, request.continueAfterTimeout, (lease) =>
    runStatement(lease, statement, service.limits),
  );
  return answer(result, request);
}

async function batchExecute(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(BatchExecuteBody, body);
  const statements = request.parameterSets.map((parameters) => bindParameters(request.sql, parameters));
  await run(service, request, false, (lease) =>
    request.transactionId ? runAll(service, lease, statements) : runAllOrNone(service, lease, statements),
  );
  return { updateResults: statements.map(() => ({ generatedFields: [] })) };
}

async function begin(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(BeginTransactionBody, body);
  const lease = await open(service, request);
  return { transactionId: await service.transactions.begin(request.secretArn, lease) };
}

async function end(service: DataApiService, body: unknown, how: 'commit' | 'rollback'): Promise<void> {
  const { resourceArn, secretArn, transactionId } = parseRequest(EndTransactionBody, body);
  await service.authorise(resourceArn, secretArn);
  await service.transactions.end(transactionId, secretArn, how);
}

/** Runs the work in the request's transaction, or in a session of its own, where it is committed at once. */
async function run<T>(
  service: DataApiService,
  request: ExecuteRequest | BatchRequest,
  continueAfterTimeout: boolean,
  work: (lease: CheckedOutConnection) => Promise<T>,
): Promise<T> {
  const limited = (lease: CheckedOutConnection): Execution<T> =>
    runWithTimeLimit(lease, () => work(lease), service.limits, continueAfterTimeout);
  if (request.transactionId !== undefined) {
    await service.authorise(request.resourceArn, request.secretArn);
    return service.transactions.run(request.transactionId, request.secretArn, limited);
  }
  const lease = await open(service, request);
  const execution = limited(lease);
  execution.done.then(() => lease.release());
  return execution.answer;
}

async function open(service: DataApiService, request: { resourceArn: string; secretArn: string; database?: string }) {
  const credentials = await service.authorise(request.resourceArn, request.secretArn);
  return service.connections.checkOut(credentials, request.database);
}

async function runAll(
  service: DataApiService,
  lease: CheckedOutConnection,
  statements: BoundStatement[],
): Promise<void> {
  for (const statement of statements) await runStatement(lease, statement, service.limits);
}

async function runAllOrNone(
  service: DataApiService,
  lease: CheckedOutConnection,
  statements: BoundStatement[],
): Promise<void> {
  await lease.client.query('begin');
  try {
    await runAll(service, lease, statements);
    await lease.client.query('commit');
  } catch (error) {
    await lease.client.query('rollback');
    throw error;
  }
}

function answer({ columns, rows, updated }: StatementResult, request: ExecuteRequest): object {
  if (columns.length === 0) return { generatedFields: [], numberOfRecordsUpdated: updated };
  if (request.formatRecordsAs === 'JSON') {
    return { formattedRecords: toJsonRecords(rows, columns), numberOfRecordsUpdated: updated };
  }
  return {
    records: rows.map((row) => toRecord(row, columns, request.resultSetOptions)),
    numberOfRecordsUpdated: updated,
    ...(request.includeResultMetadata && { columnMetadata: columns.map(toColumnMetadata) }),
  };
}
