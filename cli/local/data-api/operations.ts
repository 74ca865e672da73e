/** The five operations of the Data API: execute, batch, begin, commit and rollback. */
import type { CheckedOutConnection, ConnectionPools, Credentials } from './connection-pools.ts';
import type { DataApiLimits } from './limits.ts';
import { type BoundStatement, bindParameters } from './parameters.ts';
import {
  BatchExecuteRequest,
  BeginTransactionRequest,
  EndTransactionRequest,
  ExecuteRequest,
  parseRequest,
} from './requests.ts';
import { toColumnMetadata, toJsonRecords, toRecord } from './results.ts';
import { runStatement, runWithTimeLimit, type StatementResult, type TimedExecution } from './run-statement.ts';
import type { Transactions } from './transactions.ts';

export interface DataApiService {
  /**
   * Returns the connections to a cluster.
   * @throws {DataApiException} when there is no such cluster, or it cannot be called
   */
  findPools(resourceArn: string): ConnectionPools;
  transactions: Transactions;
  limits: DataApiLimits;
  /** Checks the cluster's ARN and reads the credentials from the secret. */
  authorise(resourceArn: string, secretArn: string): Promise<Credentials>;
}

type DataApiOperation = (service: DataApiService, body: unknown) => Promise<object>;

/** By path, as in the service's API model. */
export const OPERATIONS: Record<string, DataApiOperation> = {
  '/Execute': execute,
  '/BatchExecute': batchExecute,
  '/BeginTransaction': beginTransaction,
  '/CommitTransaction': async (service, body) => {
    await endTransaction(service, body, 'commit');
    return { transactionStatus: 'Transaction Committed' };
  },
  '/RollbackTransaction': async (service, body) => {
    await endTransaction(service, body, 'rollback');
    return { transactionStatus: 'Rollback Complete' };
  },
};

async function execute(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(ExecuteRequest, body);
  const statement = bindParameters(request.sql, request.parameters);
  const result = await runWork(service, request, request.continueAfterTimeout, (connection) =>
    runStatement(connection, statement, service.limits),
  );
  return formatResult(result, request);
}

async function batchExecute(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(BatchExecuteRequest, body);
  const statements = request.parameterSets.map((parameters) => bindParameters(request.sql, parameters));
  await runWork(service, request, false, (connection) =>
    request.transactionId ? runAll(service, connection, statements) : runAllOrNone(service, connection, statements),
  );
  return { updateResults: statements.map(() => ({ generatedFields: [] })) };
}

async function beginTransaction(service: DataApiService, body: unknown): Promise<object> {
  const request = parseRequest(BeginTransactionRequest, body);
  const connection = await openConnection(service, request);
  return { transactionId: await service.transactions.begin(request.secretArn, connection) };
}

async function endTransaction(service: DataApiService, body: unknown, command: 'commit' | 'rollback'): Promise<void> {
  const { resourceArn, secretArn, transactionId } = parseRequest(EndTransactionRequest, body);
  await service.authorise(resourceArn, secretArn);
  await service.transactions.end(transactionId, secretArn, command);
}

/** Runs the work in the request's transaction; without one, on a separate connection that commits at once. */
async function runWork<T>(
  service: DataApiService,
  request: ExecuteRequest | BatchExecuteRequest,
  continueAfterTimeout: boolean,
  work: (connection: CheckedOutConnection) => Promise<T>,
): Promise<T> {
  const runLimited = (connection: CheckedOutConnection): TimedExecution<T> =>
    runWithTimeLimit(connection, () => work(connection), service.limits, continueAfterTimeout);
  if (request.transactionId !== undefined) {
    await service.authorise(request.resourceArn, request.secretArn);
    return service.transactions.run(request.transactionId, request.secretArn, runLimited);
  }
  const connection = await openConnection(service, request);
  const execution = runLimited(connection);
  execution.settled.then(() => connection.release());
  return execution.response;
}

async function openConnection(
  service: DataApiService,
  request: { resourceArn: string; secretArn: string; database?: string },
) {
  const credentials = await service.authorise(request.resourceArn, request.secretArn);
  return service.findPools(request.resourceArn).checkOut(credentials, request.database);
}

async function runAll(
  service: DataApiService,
  connection: CheckedOutConnection,
  statements: BoundStatement[],
): Promise<void> {
  for (const statement of statements) await runStatement(connection, statement, service.limits);
}

async function runAllOrNone(
  service: DataApiService,
  connection: CheckedOutConnection,
  statements: BoundStatement[],
): Promise<void> {
  await connection.client.query('begin');
  try {
    await runAll(service, connection, statements);
    await connection.client.query('commit');
  } catch (error) {
    await connection.client.query('rollback');
    throw error;
  }
}

function formatResult({ columns, rows, updated }: StatementResult, request: ExecuteRequest): object {
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
