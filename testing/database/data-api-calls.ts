/** Creates short forms of the Data API's calls, made as the cluster's master user with the AWS client. */
import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  type RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { MASTER_USERNAME, type TestDatabase } from './test-database.ts';

export function createDataApiCalls(db: TestDatabase, client: RDSDataClient = db.client) {
  const credentials = { resourceArn: db.clusterArn, secretArn: db.getSecretArn(MASTER_USERNAME) };
  const target = { ...credentials, database: 'risk' };
  return {
    target,
    run: (sql: string, input: Partial<ExecuteStatementCommandInput> = {}) =>
      client.send(new ExecuteStatementCommand({ ...target, sql, ...input })),
    begin: async () => (await client.send(new BeginTransactionCommand(target))).transactionId ?? '',
    commit: (transactionId: string) => client.send(new CommitTransactionCommand({ ...credentials, transactionId })),
    rollback: (transactionId: string) => client.send(new RollbackTransactionCommand({ ...credentials, transactionId })),
  };
}

/** Matches an exception by its name and message. */
export const matchRefusal = (name: string, message: RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });
