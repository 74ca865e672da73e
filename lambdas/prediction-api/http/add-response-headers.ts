/** Adds the request id and security headers to every response. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { SECURITY_HEADERS } from '../contract/response-headers.ts';
import type { ApiEvent } from './operation.ts';

/** A response is JSON, of which a browser runs nothing. */
const POLICY = { 'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'" };

/** The response's own headers take precedence. */
export function addResponseHeaders(): MiddlewareObj<ApiEvent, APIGatewayProxyResult> {
  const add: NonNullable<MiddlewareObj<ApiEvent, APIGatewayProxyResult>['after']> = (request) => {
    if (!request.response) return;
    const id = { 'x-request-id': request.event.requestContext.requestId };
    request.response.headers = { ...SECURITY_HEADERS, ...POLICY, ...id, ...request.response.headers };
  };
  return { after: add, onError: add };
}
