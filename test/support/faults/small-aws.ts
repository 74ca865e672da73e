/**
 * The little of S3, SSM and Step Functions that the daily workflow's functions call, in this process: a seed of the
 * fault test makes hundreds of such calls, and none of them is what is tested. Keeps objects in memory.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredObject {
  bytes: Buffer;
  etag: string;
  encoding: string | undefined;
}

export interface SmallAws {
  url: string;
  /** By `bucket/key`. */
  objects: Map<string, StoredObject>;
  put(bucket: string, key: string, bytes: Buffer | string): void;
  /** By name. */
  parameters: Map<string, string>;
  /** ARNs of the executions that are at work. */
  running: Set<string>;
  stop(): Promise<void>;
}

export async function startSmallAws(): Promise<SmallAws> {
  const objects = new Map<string, StoredObject>();
  const aws = { objects, parameters: new Map<string, string>(), running: new Set<string>() };
  const server = createServer((request, response) => void answer(aws, request, response));
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...aws,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (bucket, key, bytes) => void store(objects, `${bucket}/${key}`, Buffer.from(bytes)),
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type State = Pick<SmallAws, 'objects' | 'parameters' | 'running'>;

async function answer(aws: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return callService(aws, target, JSON.parse(body.toString()), response);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const path = decodeURIComponent(pathname).slice(1);
  if (searchParams.get('list-type') === '2') {
    const prefix = searchParams.get('prefix') ?? '';
    return reply(response, 200, listing(aws.objects, path.replace(/\/$/, ''), prefix));
  }
  if (request.method === 'PUT') {
    const etag = store(aws.objects, path, body, request.headers['content-encoding']);
    response.writeHead(200, { etag }).end();
    return;
  }
  const object = aws.objects.get(path);
  if (!object) return reply(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
  const encoding = object.encoding ? { 'content-encoding': object.encoding } : {};
  response.writeHead(200, { etag: object.etag, 'content-length': object.bytes.length, ...encoding });
  response.end(request.method === 'HEAD' ? undefined : object.bytes);
}

function store(objects: State['objects'], path: string, bytes: Buffer, encoding?: string): string {
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  objects.set(path, { bytes, etag, encoding });
  return etag;
}

function listing(objects: State['objects'], bucket: string, prefix: string): string {
  const keys = [...objects.keys()].filter((path) => path.startsWith(`${bucket}/${prefix}`)).sort();
  const contents = keys.map((path) => {
    const { bytes, etag } = objects.get(path) as StoredObject;
    const key = path.slice(bucket.length + 1);
    return `<Contents><Key>${key}</Key><ETag>${etag}</ETag><Size>${bytes.length}</Size></Contents>`;
  });
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

type Body = { Name?: string; executionArn?: string };

function callService(aws: State, target: string, { Name = '', executionArn = '' }: Body, response: ServerResponse) {
  const json = (status: number, body: object) => reply(response, status, JSON.stringify(body), 'x-amz-json-1.0');
  if (target === 'AmazonSSM.GetParameter') {
    const Value = aws.parameters.get(Name);
    return Value
      ? json(200, { Parameter: { Name, Value, Type: 'String' } })
      : json(400, { __type: 'ParameterNotFound' });
  }
  if (target === 'AWSStepFunctions.DescribeExecution') {
    const status = aws.running.has(executionArn) ? 'RUNNING' : 'ABORTED';
    return json(200, { executionArn, stateMachineArn: executionArn, status, startDate: 0 });
  }
  return json(400, { __type: `the fault test knows no ${target}` });
}

function reply(response: ServerResponse, status: number, body: string, type = 'xml'): void {
  response.writeHead(status, { 'content-type': `application/${type}` }).end(body);
}
