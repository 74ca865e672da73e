/**
 * Calls the operations of the local Data API without a socket, because signing and parsing thousands of calls per seed
 * takes most of their time. Sessions, transactions, limits and errors are those of the endpoint.
 */
import { RDSDataServiceException } from '@aws-sdk/client-rds-data';
import { ConnectionPools } from '../../cli/local/data-api/connection-pools.ts';
import { DataApiException } from '../../cli/local/data-api/exceptions.ts';
import { AWS_LIMITS } from '../../cli/local/data-api/limits.ts';
import { type DataApiService, OPERATIONS } from '../../cli/local/data-api/operations.ts';
import { Transactions } from '../../cli/local/data-api/transactions.ts';

/** Sends a command as `RDSDataClient.send` does. */
export type SendCommand = (command: { input: object; constructor: { name: string } }) => Promise<object>;

export interface DirectDataApi {
  send: SendCommand;
  stop(): Promise<void>;
}

/**
 * Starts the Data API.
 * @param login returns database user and password of a secret's ARN
 */
export function startDirectDataApi(
  postgresUrl: string,
  login: (secretArn: string) => { username: string; password: string },
): DirectDataApi {
  const connections = new ConnectionPools(postgresUrl, undefined);
  const transactions = new Transactions(AWS_LIMITS);
  const authorise: DataApiService['authorise'] = async (_, secretArn) => login(secretArn);
  const service = { findPools: () => connections, transactions, limits: AWS_LIMITS, authorise };
  return {
    send: async ({ input, constructor: { name } }) => {
      const path = `/${name.replace(/Statement?Command$|Command$/, '')}`;
      const operation = OPERATIONS[path];
      if (!operation) throw new Error(`the Data API has no ${path}`);
      try {
        return await operation(service, JSON.parse(JSON.stringify(input)));
      } catch (error) {
        throw error instanceof DataApiException ? toClientException(error) : error;
      }
    },
    async stop() {
      await transactions.stop();
      await connections.stop();
    },
  };
}

function toClientException({ name, message, status }: DataApiException): RDSDataServiceException {
  return new RDSDataServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: status } });
}
