/** The parameters of the serving cluster: written once, kept by later deployments, and read again after a recovery. */
import '../../../testing/silence-logs.ts';
import { RDSDataClient, RDSDataServiceException } from '@aws-sdk/client-rds-data';
import { SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { publishServingCluster, removeServingCluster } from '../../../lambdas/database/publish-serving-cluster.ts';
import { connectDatabase } from '../../../lambdas/shared/aws/database.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs of every command
type Json = any;

let parameters: Map<string, string>;
const PREFIX = '/risk/prod/database';

const OPERATIONS: Record<string, (input: Json) => Json> = {
  GetParameterCommand: ({ Name }) => ({ Parameter: { Value: parameters.get(Name) } }),
  PutParameterCommand: ({ Name, Value, Overwrite }) => {
    if (!Overwrite && parameters.has(Name)) throw Object.assign(new Error(), { name: 'ParameterAlreadyExists' });
    parameters.set(Name, Value);
  },
  DeleteParametersCommand: ({ Names }) => {
    for (const name of Names) parameters.delete(name);
  },
};
const ssm = Object.assign(new SSMClient({ region: 'x' }), {
  send: async (command: Json) => OPERATIONS[command.constructor.name]?.(command.input) ?? {},
});

beforeEach(() => {
  parameters = new Map([
    [`${PREFIX}/cluster-arn`, 'arn:deployed'],
    [`${PREFIX}/reader-endpoint`, 'reader.deployed'],
  ]);
});

describe('a deployment', () => {
  test('names the cluster of CloudFormation where none serves yet', async () => {
    await publishServingCluster(ssm, PREFIX);
    expect(parameters.get(`${PREFIX}/serving-cluster-arn`)).toBe('arn:deployed');
    expect(parameters.get(`${PREFIX}/serving-reader-endpoint`)).toBe('reader.deployed');
  });

  test('does not point back after a recovery', async () => {
    parameters.set(`${PREFIX}/serving-cluster-arn`, 'arn:restored');
    parameters.set(`${PREFIX}/serving-reader-endpoint`, 'reader.restored');
    await publishServingCluster(ssm, PREFIX);
    expect(parameters.get(`${PREFIX}/serving-cluster-arn`)).toBe('arn:restored');
    expect(parameters.get(`${PREFIX}/serving-reader-endpoint`)).toBe('reader.restored');
  });

  test('that deletes the stack removes them, so that the next one begins anew', async () => {
    await publishServingCluster(ssm, PREFIX);
    await removeServingCluster(ssm, PREFIX);
    expect([...parameters.keys()]).toEqual([`${PREFIX}/cluster-arn`, `${PREFIX}/reader-endpoint`]);
  });
});

describe('a function that still knows the closed cluster', () => {
  const closed = new RDSDataServiceException({
    ...{ name: 'HttpEndpointNotEnabledException', $fault: 'client', message: 'closed', $metadata: {} },
  });

  function connect() {
    const calls: string[] = [];
    const client = Object.assign(new RDSDataClient({ region: 'x' }), {
      send: async (command: Json) => {
        const { input } = command;
        calls.push(`${command.constructor.name} ${input.resourceArn}`);
        if (input.resourceArn === 'old') throw closed;
        return { records: [], columnMetadata: [], transactionId: 't1', numberOfRecordsUpdated: 1 };
      },
    });
    const target = { secretArn: 's', database: 'risk' };
    const database = connectDatabase(client, async (isFresh) => ({ resourceArn: isFresh ? 'new' : 'old', ...target }));
    return { calls, database };
  }

  test('reads the parameter again, and runs the statement on the serving one', async () => {
    const { calls, database } = connect();
    expect(await database.execute('delete from t')).toBe(1);
    expect(calls).toEqual(['ExecuteStatementCommand old', 'ExecuteStatementCommand new']);
  });

  test('begins its transaction there, with all of its statements', async () => {
    const { calls, database } = connect();
    await database.transaction((transaction) => transaction.execute('delete from t'));
    expect(calls).toEqual([
      'BeginTransactionCommand old',
      ...['BeginTransactionCommand', 'ExecuteStatementCommand', 'CommitTransactionCommand'].map(
        (name) => `${name} new`,
      ),
    ]);
  });
});
