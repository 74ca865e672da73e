/**
 * Serves the local RDS Data API: the protocol of Aurora Serverless v2 in front of PostgreSQL, with the limits of AWS, so
 * that a statement that works here also works on AWS. The AWS SDK reaches it by AWS_ENDPOINT_URL_RDS_DATA.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignedServer } from '../guard/guarded-server.ts';
import type { RecordCalls } from '../recorded-calls.ts';
import type { AccessKey } from '../settings/credentials.ts';
import { ConnectionPools, type Credentials, parseCredentials } from './connection-pools.ts';
import { listDataApiCalls } from './data-api-calls.ts';
import { DataApiException } from './exceptions.ts';
import { AWS_LIMITS, type DataApiLimits } from './limits.ts';
import { type DataApiService, OPERATIONS } from './operations.ts';
import { Transactions } from './transactions.ts';

/** Longer than the SDK keeps an idle connection, so that it never uses a closed one. */
const KEEP_ALIVE_MILLISECONDS = 75_000;

export interface ClusterDatabase {
  /** Address for the superuser, from `startPostgres`. */
  url: string;
  /** User of the cluster's master secret, created at its first call with the password of the secret, as by RDS. */
  masterUsername?: string;
}

export interface DataApiOptions {
  /** TCP port on 127.0.0.1; 0 picks a free one. */
  port: number;
  /** Key that every request must be signed with. */
  accessKey: AccessKey;
  /**
   * Finds the database of a cluster by the cluster's ARN.
   * @throws {DataApiException} when there is no such cluster, or it cannot be called
   */
  findDatabase(clusterArn: string): ClusterDatabase;
  /** Content of the secret with this ARN; rejects when there is none. */
  resolveSecret(arn: string): Promise<Partial<Credentials>>;
  /** How long the content of a secret is cached; default one minute. */
  secretMilliseconds?: number;
  /** Smaller limits, for tests. */
  limits?: Partial<DataApiLimits>;
  log?: (line: string) => void;
  /** Records who calls what, where calls are recorded. */
  recordCalls?: RecordCalls | undefined;
}

export interface DataApi {
  url: string;
  port: number;
  /** Rolls back open transactions, closes every connection and the port. */
  stop(): Promise<void>;
}

/** Starts the endpoint; rejects with the system's error when the port is taken. */
export async function startDataApi(options: DataApiOptions): Promise<DataApi> {
  const limits = { ...AWS_LIMITS, ...options.limits };
  const pools = new Map<string, ConnectionPools>();
  const service: DataApiService = {
    findPools: (clusterArn) => findOrOpenPools(pools, options.findDatabase(clusterArn)),
    transactions: new Transactions(limits),
    limits,
    authorise: createAuthoriser(options),
  };
  const server = createSignedServer(options.accessKey, (request, response, body) => {
    options.recordCalls?.(request, listDataApiCalls(request.url, body));
    void handleRequest(service, request, body, response, options.log);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      server.close();
      server.closeAllConnections();
      await service.transactions.stop();
      await Promise.all([...pools.values()].map((connections) => connections.stop()));
    },
  };
}

function findOrOpenPools(pools: Map<string, ConnectionPools>, { url, masterUsername }: ClusterDatabase) {
  const existing = pools.get(url);
  if (existing) return existing;
  const opened = new ConnectionPools(url, masterUsername);
  pools.set(url, opened);
  return opened;
}

/** Returns a function that reads credentials from secrets, and caches each. */
function createAuthoriser(options: DataApiOptions): DataApiService['authorise'] {
  const cache = new Map<string, { credentials: Credentials; expiresAt: number }>();
  return async (resourceArn, secretArn) => {
    options.findDatabase(resourceArn);
    const cached = cache.get(secretArn);
    if (cached && cached.expiresAt > Date.now()) return cached.credentials;
    const secret = await options.resolveSecret(secretArn).catch((cause) => {
      options.log?.(`secret ${secretArn}: ${cause}`);
      throw new DataApiException('SecretsErrorException', "Secrets Manager can't find the specified secret.");
    });
    const credentials = parseCredentials(secret);
    cache.set(secretArn, { credentials, expiresAt: Date.now() + (options.secretMilliseconds ?? 60_000) });
    return credentials;
  };
}

async function handleRequest(
  service: DataApiService,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  log: DataApiOptions['log'],
): Promise<void> {
  const reply = (status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers });
    response.end(JSON.stringify(body));
  };
  try {
    const operation = request.method === 'POST' ? OPERATIONS[request.url ?? ''] : undefined;
    if (!operation) throw new DataApiException('UnknownOperationException', `${request.method} ${request.url}`, 404);
    if (countBytes(request, body) > service.limits.requestBytes)
      return reply(413, { message: 'Request Entity Too Large' }, { connection: 'close' });
    reply(200, await operation(service, parseJson(body)));
  } catch (error) {
    const isDataApiException = error instanceof DataApiException;
    if (!isDataApiException) log?.(String(error instanceof Error ? error.stack : error));
    const { name, message, status } = isDataApiException
      ? error
      : new DataApiException('InternalServerErrorException', 'An internal error occurred', 500);
    reply(status, { message }, { 'x-amzn-errortype': name });
  }
}

/** The size of a request includes its headers, as on AWS. */
const countBytes = (request: IncomingMessage, body: Buffer): number =>
  request.rawHeaders.reduce((sum, text) => sum + text.length, body.length);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new DataApiException('SerializationException', 'The request is not JSON');
  }
}
