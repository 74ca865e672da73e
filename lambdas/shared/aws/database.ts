/**
 * Runs SQL statements through the RDS Data API: named parameters in, rows with JavaScript types out. Lambdas need no
 * connection, so they stay outside the VPC. Data beyond the limits of the API pass through S3.
 */
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RDSDataClient,
  type RDSDataClientConfig,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { appendCorrelation } from '../correlation.ts';
import { requireEnv } from '../env.ts';
import { SERVING_CLUSTER } from '../serving-cluster.ts';
import { DatabaseUnavailable } from './database/errors.ts';
import { type SqlParameters, toParameters } from './database/parameters.ts';
import { callWithRetries, type RetryBudget } from './database/retries.ts';
import { toRows } from './database/rows.ts';

export { DatabaseError, DatabaseUnavailable, StatementRefused, StatementTimeout } from './database/errors.ts';
export { date, decimal, json, type SqlParameters, timestamp, uuid } from './database/parameters.ts';

/**
 * Runs statements in one transaction, or each in a separate one. One statement per call; parameters are written
 * `:name`.
 */
export interface Sql {
  /** Returns one object per row: numeric as number, json parsed, dates, timestamps (UTC) and uuids as strings. */
  query<Row>(sql: string, parameters?: SqlParameters): Promise<Row[]>;
  /** Returns the number of changed rows. */
  execute(sql: string, parameters?: SqlParameters): Promise<number>;
}

/**
 * The connection of one role. Each call can throw:
 * @throws {StatementTimeout} when a statement takes longer than 45 seconds
 * @throws {DatabaseError} when PostgreSQL refuses a statement; it carries the SQLSTATE
 * @throws {StatementRefused} when a statement exceeds the limits of the API
 * @throws {DatabaseUnavailable} when the database cannot be reached
 */
export interface Database extends Sql {
  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it throws. Its statements run one after
   * the other, at most three minutes apart. A database error ends the transaction.
   */
  transaction<Result>(work: (transaction: Sql) => Promise<Result>): Promise<Result>;
}

/** The cluster, the database and the secret of the role that logs in. */
export interface DatabaseTarget {
  resourceArn: string;
  secretArn: string;
  database: string;
}

/** A recovery makes another cluster the serving one, so its ARN is read again after this time. */
const TARGET_SECONDS = 60;
/** The Data API of the cluster is switched off. */
const CLOSED = 'HttpEndpointNotEnabledException';
const DDL = /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(create|alter|drop|grant|revoke|comment|reindex)\b/i;

let client: RDSDataClient | undefined;

/**
 * Returns the database of this environment for a role, by default the role of this function. All roles share the
 * connections of one client.
 * @param clusterArn a cluster that is not the serving one, such as a restored one
 */
export function getDatabase(role: string = requireEnv('DATABASE_ROLE'), clusterArn?: string): Database {
  const prefix = `${requireEnv('PARAMETER_PREFIX')}/database`;
  client ??= createDataApiClient();
  return connectDatabase(client, async (isFresh) => {
    const [resourceArn, database, secretArn] = await Promise.all([
      clusterArn ?? readParameter(`${prefix}/${SERVING_CLUSTER}`, isFresh),
      readParameter(`${prefix}/name`),
      readParameter(`${prefix}/secret-arn/${role}`),
    ]);
    return { resourceArn, secretArn, database };
  });
}

/** Creates a client for `connectDatabase`. */
export function createDataApiClient(configuration: RDSDataClientConfig = {}): RDSDataClient {
  const created = new RDSDataClient({ ...configuration, maxAttempts: 1 });
  // It copies every request and answer for a log that nobody reads.
  created.middlewareStack.remove('loggerMiddleware');
  return created;
}

async function readParameter(name: string, forceFetch = false): Promise<string> {
  const value = await getParameter(name, { maxAge: TARGET_SECONDS, forceFetch }).catch((cause) => {
    throw new DatabaseUnavailable(`the parameter ${name} cannot be read`, { cause });
  });
  if (!value) throw new DatabaseUnavailable(`the parameter ${name} does not exist`);
  return value;
}

/**
 * Creates a database on a client that must not retry (`maxAttempts: 1`).
 * @param readTarget called before every statement, so it should cache its result, unless it is to be fresh
 */
export function connectDatabase(
  client: RDSDataClient,
  readTarget: (isFresh: boolean) => Promise<DatabaseTarget>,
  budget?: RetryBudget,
): Database {
  const createSql = (transaction?: Transaction): Sql => {
    const execute = (target: DatabaseTarget, sql: string, parameters: SqlParameters) => {
      const command = new ExecuteStatementCommand({
        ...target,
        sql: appendCorrelation(sql),
        parameters: toParameters(parameters),
        includeResultMetadata: true,
        continueAfterTimeout: DDL.test(sql), // an interrupted definition can leave a broken structure
        transactionId: transaction?.id,
      });
      const isInTransaction = transaction !== undefined;
      return callWithRetries((options) => client.send(command, options), { isInTransaction, budget });
    };
    const run = (sql: string, parameters: SqlParameters) =>
      transaction
        ? execute(transaction.target, sql, parameters)
        : callServingCluster(readTarget, (target) => execute(target, sql, parameters));
    return {
      query: async <Row>(sql: string, parameters: SqlParameters = {}) => toRows<Row>(await run(sql, parameters)),
      execute: async (sql, parameters = {}) => (await run(sql, parameters)).numberOfRecordsUpdated ?? 0,
    };
  };
  return {
    ...createSql(),
    async transaction(work) {
      const { id, target } = await callServingCluster(readTarget, async (target) => {
        const begin = new BeginTransactionCommand(target);
        const { transactionId: id } = await callWithRetries((options) => client.send(begin, options), {
          isInTransaction: false,
          budget,
        });
        return { id, target };
      });
      const { resourceArn, secretArn } = target;
      const end = { resourceArn, secretArn, transactionId: id };
      try {
        const result = await work(createSql({ id, target }));
        const commit = new CommitTransactionCommand(end);
        await callWithRetries((options) => client.send(commit, options), { isInTransaction: true, budget });
        return result;
      } catch (error) {
        // A failed rollback must not hide `error`; the service rolls back an idle transaction.
        await client.send(new RollbackTransactionCommand(end)).catch(() => {});
        throw error;
      }
    },
  };
}

/** An open transaction: all of its statements go to the cluster that it began on. */
interface Transaction {
  id: string | undefined;
  target: DatabaseTarget;
}

/**
 * A recovery closes the cluster that served until then, before it names the other one: so nothing ran, and the call is
 * repeated on the cluster that serves now.
 */
async function callServingCluster<Result>(
  readTarget: (isFresh: boolean) => Promise<DatabaseTarget>,
  call: (target: DatabaseTarget) => Promise<Result>,
): Promise<Result> {
  try {
    return await call(await readTarget(false));
  } catch (error) {
    const isClosed = error instanceof DatabaseUnavailable && (error.cause as Error)?.name === CLOSED;
    if (!isClosed) throw error;
    return call(await readTarget(true));
  }
}
