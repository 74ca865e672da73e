/** Binds a route of the contract to the function that handles it, with typed input and response. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { z } from 'zod';
import type { Telemetry } from '../../shared/handler.ts';
import type { Role } from '../contract/roles.ts';
import type { ApiRoute } from '../contract/route.ts';

/** Who calls, from the verified token. */
export interface Caller {
  /** OAuth client. People share one, so what somebody owns belongs to client and name. */
  clientId: string;
  /** The user for a person, else the client. */
  name: string;
  /** A person who signed in, not a machine. */
  isPerson: boolean;
  scopes: ReadonlySet<string>;
  /** Of a person; a machine has none. */
  roles: ReadonlySet<Role>;
}

/** The parts of a request, as the route's schemas parsed them, and its caller. */
export interface OperationInput<R extends ApiRoute> {
  body: z.output<NonNullable<R['body']>>;
  params: z.output<NonNullable<R['params']>>;
  query: z.output<NonNullable<R['query']>>;
  headers: z.output<NonNullable<R['headers']>>;
  caller: Caller;
}

export interface ApiOperation {
  route: ApiRoute;
  run: (input: never, telemetry: Telemetry) => Promise<unknown>;
}

/** Binds a function to a route: it takes what the route's schemas parse and returns the route's response. */
export function bindOperation<R extends ApiRoute>(
  route: R,
  run: (input: OperationInput<R>, telemetry: Telemetry) => Promise<z.output<R['response']> | RawResponse>,
): ApiOperation {
  return { route: route as unknown as ApiRoute, run: run as ApiOperation['run'] };
}

/** A response that is not JSON; its headers replace the usual ones. */
export class RawResponse {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: string, headers: Record<string, string> & { 'content-type': string }) {
    this.body = body;
    this.headers = headers;
  }
}

/** A response that is the same for everybody, and so may be kept by browsers and proxies. */
export function toCacheableJson(document: unknown, cacheControl: string): RawResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': cacheControl };
  return new RawResponse(JSON.stringify(document), headers);
}

/** Counts requests against the caller's limit of a minute; throws TooManyRequests beyond it. */
export type CountRequests = (caller: Caller, requests: number) => Promise<void>;

/** API Gateway's event; each middleware adds what the next ones read. */
export type ApiEvent = APIGatewayProxyEvent & {
  operation?: ApiOperation;
  caller?: Caller;
  countRequests?: CountRequests;
  json?: unknown;
  input?: Omit<OperationInput<ApiRoute>, 'caller'>;
};
