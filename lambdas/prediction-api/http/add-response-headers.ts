/** Adds the request id and security headers to every response. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { STRICT_TRANSPORT_SECURITY } from '../contract/response-headers.ts';
import type { ApiEvent } from './operation.ts';

/** The API serves JSON to programs: a browser must not cache, frame, sniff or run it. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': STRICT_TRANSPORT_SECURITY,
  'x-content-type-options': 'nosniff',
};

/** The response's own headers take precedence. */
export function addResponseHeaders(): MiddlewareObj<ApiEvent, APIGatewayProxyResult> {
  const add: NonNullable<MiddlewareObj<ApiEvent, APIGatewayProxyResult>['after']> = (request) => {
    if (!request.response) return;
    const id = { 'x-request-id': request.event.requestContext.requestId };
    request.response.headers = { ...SECURITY_HEADERS, ...id, ...request.response.headers };
  };
  return { after: add, onError: add };
}
