/** What binds a route of the table to the logic that answers it. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { z } from 'zod';
import type { ApiRoute } from '../contract/route.ts';

/** Who asks, from the verified token. */
export type Caller = {
  /** OAuth client: its idempotency keys are its own. */
  clientId: string;
  /** The user where there is one, else the client. */
  name: string;
  /** A person has signed in; else a machine. */
  isPerson: boolean;
  scopes: ReadonlySet<string>;
  /** Of the user pool; a machine is in none. */
  groups: ReadonlySet<string>;
};

export type Tools = { logger: Logger; metrics: Metrics };

export type OperationInput<R extends ApiRoute> = {
  body: z.output<NonNullable<R['body']>>;
  params: z.output<NonNullable<R['params']>>;
  query: z.output<NonNullable<R['query']>>;
  headers: z.output<NonNullable<R['headers']>>;
  caller: Caller;
};

export type ApiOperation = { route: ApiRoute; logic: (input: never, tools: Tools) => Promise<unknown> };

/** An operation whose logic takes what the route's schemas give, and answers what they promise. */
export function bindOperation<R extends ApiRoute>(
  route: R,
  logic: (input: OperationInput<R>, tools: Tools) => Promise<z.output<R['response']> | RawResponse>,
): ApiOperation {
  return { route: route as unknown as ApiRoute, logic: logic as ApiOperation['logic'] };
}

/** An answer that is not JSON; its headers come before the usual ones. */
export class RawResponse {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: string, headers: Record<string, string> & { 'content-type': string }) {
    this.body = body;
    this.headers = headers;
  }
}

/** The gateway's event; each middleware adds what the ones after it need. */
export type ApiEvent = APIGatewayProxyEvent & {
  operation?: ApiOperation;
  caller?: Caller;
  json?: unknown;
  input?: Omit<OperationInput<ApiRoute>, 'caller'>;
};
