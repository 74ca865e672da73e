/**
 * The database, through the RDS Data API: statements with named parameters in, rows with JavaScript's types out.
 * No connection is held, so a Lambda needs no place in the VPC; what the API cannot carry goes through S3.
 */
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { appendCorrelation } from '../correlation.ts';
import { requireEnv } from '../env.ts';
import { DatabaseUnavailable } from './database/errors.ts';
import { type SqlParameters, toParameters } from './database/parameters.ts';
import { callWithRetries, type RetryBudget } from './database/retries.ts';
import { toRows } from './database/rows.ts';

export { DatabaseError, DatabaseUnavailable, StatementRefused, StatementTimeout } from './database/errors.ts';
export { date, decimal, json, type SqlParameters, type SqlValue, timestamp, uuid } from './database/parameters.ts';

/** Statements, in a transaction or each on its own. One statement a call; SQL has `:name` parameters. */
export interface Sql {
  /** Rows as objects by column: numbers for numeric, parsed json, strings for dates, timestamps (UTC) and uuids. */
  query<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]>;
  /** Resolves to the number of rows changed. */
  execute(sql: string, parameters?: SqlParameters): Promise<number>;
}

/**
 * Every call may throw StatementTimeout (45 s), DatabaseError (with the SQLSTATE), StatementRefused (the API's limits)
 * or DatabaseUnavailable.
 */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction, committed when it resolves and rolled back when it throws. Its statements run one
   * after the other, at most three minutes apart; an error of the database ends the transaction.
   */
  transaction<Result>(work: (transaction: Sql) => Promise<Result>): Promise<Result>;
}

/** Where a database is and as whom to log in. */
export interface DatabaseTarget {
  resourceArn: string;
  secretArn: string;
  database: string;
}

const TARGET_SECONDS = 300; // a restore makes a new cluster: its ARN is read anew this often
const DDL = /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(create|alter|drop|grant|revoke|comment|reindex)\b/i;

let client: RDSDataClient | undefined;

/** The database of this environment, as a role: this function's own by default. All share one client's connections. */
export function getDatabase(role: string = requireEnv('DATABASE_ROLE')): Database {
  const prefix = `${requireEnv('PARAMETER_PREFIX')}/database`;
  client ??= new RDSDataClient({ maxAttempts: 1 });
  return connectDatabase(client, async () => {
    const [resourceArn, database, secretArn] = await Promise.all([
      readParameter(`${prefix}/cluster-arn`),
      readParameter(`${prefix}/name`),
      readParameter(`${prefix}/secret-arn/${role}`),
    ]);
    return { resourceArn, secretArn, database };
  });
}

async function readParameter(name: string): Promise<string> {
  const value = await getParameter(name, { maxAge: TARGET_SECONDS }).catch((cause) => {
    throw new DatabaseUnavailable(`the parameter ${name} cannot be read`, { cause });
  });
  if (!value) throw new DatabaseUnavailable(`the parameter ${name} does not exist`);
  return value;
}

/**
 * A database behind this client, which is asked to retry nothing by itself (`maxAttempts: 1`).
 * @param target read before every call: keep it in a cache
 */
export function connectDatabase(
  client: RDSDataClient,
  target: () => Promise<DatabaseTarget>,
  patience?: RetryBudget,
): Database {
  const statements = (transactionId?: string): Sql => {
    const run = async (sql: string, parameters: SqlParameters) => {
      const command = new ExecuteStatementCommand({
        ...(await target()),
        sql: appendCorrelation(sql),
        parameters: toParameters(parameters),
        includeResultMetadata: true,
        continueAfterTimeout: DDL.test(sql), // a definition that is cut off can leave a broken structure behind
        transactionId,
      });
      return callWithRetries((options) => client.send(command, options), {
        inTransaction: transactionId !== undefined,
        patience,
      });
    };
    return {
      query: async <Row>(sql: string, parameters: SqlParameters = {}) => toRows<Row>(await run(sql, parameters)),
      execute: async (sql, parameters = {}) => (await run(sql, parameters)).numberOfRecordsUpdated ?? 0,
    };
  };
  return {
    ...statements(),
    async transaction(work) {
      const { resourceArn, secretArn, database } = await target();
      const begin = new BeginTransactionCommand({ resourceArn, secretArn, database });
      const { transactionId } = await callWithRetries((options) => client.send(begin, options), {
        inTransaction: false,
        patience,
      });
      const end = { resourceArn, secretArn, transactionId };
      try {
        const result = await work(statements(transactionId));
        await callWithRetries((options) => client.send(new CommitTransactionCommand(end), options), {
          inTransaction: true,
          patience,
        });
        return result;
      } catch (error) {
        // The fault is `error`; a transaction that cannot be rolled back now is rolled back by the service.
        await client.send(new RollbackTransactionCommand(end)).catch(() => {});
        throw error;
      }
    },
  };
}
