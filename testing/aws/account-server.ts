/**
 * Answers the calls of `npm run preflight` as AWS's protocols do, with the answers of a test: MiniStack has neither
 * quotas nor QuickSight, and refuses and throttles nobody.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer's body; as XML for the query protocol. Or an error by its code. */
export type Answer = Record<string, unknown> | string | AwsError;

/** An error that AWS answers. */
export class AwsError {
  readonly code: string;
  readonly message: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    this.code = code;
    this.message = message;
    this.status = status;
  }
}

export type AnswerOperation = (operation: string, input: Record<string, unknown>) => Answer | undefined;

export interface AccountServer {
  url: string;
  /** Operations in the order of their calls. */
  calls: string[];
  close(): Promise<void>;
}

const REST_OPERATIONS: [RegExp, string][] = [
  [/\/account-settings/, 'GetAccountSettings'],
  [/\/functions\/[^/]+\/concurrency/, 'GetFunctionConcurrency'],
  [/\/account\/\d+$/, 'DescribeAccountSubscription'],
];

/** Starts the server. An operation without an answer is an error of the test. */
export async function startAccountServer(answer: AnswerOperation): Promise<AccountServer> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const { operation, isQuery, input } = parseCall(request, body);
    calls.push(operation);
    const given = answer(operation, input) ?? new AwsError('TestHasNoAnswer', operation, 501);
    response.setHeader('content-type', isQuery ? 'text/xml' : 'application/x-amz-json-1.1');
    if (given instanceof AwsError) {
      response.writeHead(given.status, { 'x-amzn-errortype': given.code });
      response.end(isQuery ? formatXmlError(given) : JSON.stringify({ __type: given.code, message: given.message }));
    } else {
      response.end(typeof given === 'string' ? given : JSON.stringify(given));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, calls },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parseCall({ headers, url = '/' }: IncomingMessage, body: string) {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const input: Record<string, unknown> = JSON.parse(body || '{}');
    return { operation: target.split('.').at(-1) ?? target, isQuery: false, input };
  }
  const { pathname } = new URL(url, 'http://localhost');
  const rest = REST_OPERATIONS.find(([pattern]) => pattern.test(pathname));
  if (rest) return { operation: rest[1], isQuery: false, input: { pathname } };
  const form = Object.fromEntries(new URLSearchParams(body));
  return { operation: form.Action ?? pathname, isQuery: true, input: form };
}

const formatXmlError = ({ code, message }: AwsError): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
