/**
 * The local RDS Data API: the REST JSON protocol of Aurora Serverless v2 in front of the real PostgreSQL, with the
 * real limits, so that what passes here passes on AWS. The AWS SDK reaches it by AWS_ENDPOINT_URL_RDS_DATA.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionPools, type Credentials, parseCredentials } from './connections.ts';
import { DataApiException } from './exceptions.ts';
import { AWS_LIMITS, type DataApiLimits } from './limits.ts';
import { type DataApiService, OPERATIONS } from './operations.ts';
import { Transactions } from './transactions.ts';

/** Longer than a client of the SDK keeps an idle connection, so that none finds it closed. */
const KEEP_ALIVE_MILLISECONDS = 75_000;

export interface DataApiOptions {
  /** TCP port on 127.0.0.1; 0 picks a free one. */
  port: number;
  /** Superuser's address of the database, as `startPostgres` gives it. */
  postgresUrl: string;
  /** Content of the secret with this ARN; rejects when there is none. */
  resolveSecret(arn: string): Promise<Partial<Credentials>>;
  /** User of the cluster's master secret: made at its first call, with the password of the secret, as RDS does. */
  masterUsername?: string;
  /** Whether the Data API serves the cluster with this ARN; any cluster's ARN by default. */
  isCluster?: (arn: string) => boolean;
  /** How long an opened secret is remembered. */
  secretMilliseconds?: number;
  /** Closer limits, for tests. */
  limits?: Partial<DataApiLimits>;
  log?: (line: string) => void;
}

export interface DataApi {
  url: string;
  port: number;
  /** Rolls back what is open, closes every session and the port. */
  stop(): Promise<void>;
}

/** Starts the endpoint; rejects with the system's error when the port is taken. */
export async function startDataApi(options: DataApiOptions): Promise<DataApi> {
  const limits = { ...AWS_LIMITS, ...options.limits };
  const service: DataApiService = {
    connections: new ConnectionPools(options.postgresUrl, options.masterUsername),
    transactions: new Transactions(limits),
    limits,
    authorise: authorisation(options),
  };
  const server = createServer((request, response) => void respond(service, request, response, options.log));
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
      await service.connections.stop();
    },
  };
}

/** Opens secrets, and remembers each for a minute. */
function authorisation(options: DataApiOptions): DataApiService['authorise'] {
  const { isCluster = (arn) => /^arn:aws[\w-]*:rds:[\w-]+:\d{12}:cluster:.+$/.test(arn) } = options;
  const opened = new Map<string, { credentials: Credentials; until: number }>();
  return async (resourceArn, secretArn) => {
    if (!isCluster(resourceArn)) {
      const cluster = resourceArn.split(':').at(-1);
      throw new DataApiException(
        'HttpEndpointNotEnabledException',
        `HttpEndpoint is not enabled for cluster ${cluster}`,
      );
    }
    const known = opened.get(secretArn);
    if (known && known.until > Date.now()) return known.credentials;
    const secret = await options.resolveSecret(secretArn).catch((cause) => {
      options.log?.(`secret ${secretArn}: ${cause}`);
      throw new DataApiException('SecretsErrorException', "Secrets Manager can't find the specified secret.");
    });
    const credentials = parseCredentials(secret);
    opened.set(secretArn, { credentials, until: Date.now() + (options.secretMilliseconds ?? 60_000) });
    return credentials;
  };
}

async function respond(
  service: DataApiService,
  request: IncomingMessage,
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
    const body = await bodyOf(request, service.limits);
    if (body === 'too large') return reply(413, { message: 'Request Entity Too Large' }, { connection: 'close' });
    reply(200, await operation(service, body));
  } catch (error) {
    const known = error instanceof DataApiException;
    if (!known) log?.(String(error instanceof Error ? error.stack : error));
    const { name, message, status } = known
      ? error
      : new DataApiException('InternalServerErrorException', 'An internal error occurred', 500);
    reply(status, { message }, { 'x-amzn-errortype': name });
  }
}

/** The request's JSON. The limit counts the headers too, as AWS does. */
async function bodyOf(request: IncomingMessage, limits: DataApiLimits): Promise<unknown> {
  let bytes = request.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limits.requestBytes) chunks.push(chunk);
  }
  if (bytes > limits.requestBytes) return 'too large';
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new DataApiException('SerializationException', 'The request is not JSON');
  }
}
