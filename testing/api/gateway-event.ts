/** Events as API Gateway's REST proxy integration (payload 1.0) sends them, and the Lambda's context. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';

export interface ApiCall {
  method?: 'GET' | 'POST';
  resource: string;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is a text already. */
  body?: unknown;
  /** Claims of the verified token; null for a call without one. */
  claims?: Record<string, string> | null;
}

export const buildServiceClaims = (scope: string, client_id = 'client-1') => ({
  sub: client_id,
  client_id,
  scope,
  token_use: 'access',
});

/** A person who signed in, with the groups as API Gateway hands them on. */
export const buildPersonClaims = (username: string, scope: string, groups?: string) => ({
  sub: username,
  client_id: 'people',
  username,
  scope,
  token_use: 'access',
  ...(groups !== undefined && { 'cognito:groups': groups }),
});

/** Calls the handler and reads its answer. */
export async function callApi(handler: ApiHandler, call: ApiCall, remainingMilliseconds = 10_000) {
  const { body, ...answer } = await callApiForText(handler, call, remainingMilliseconds);
  return { ...answer, body: JSON.parse(body) };
}

/** The same for an answer that is no JSON. */
export async function callApiForText(handler: ApiHandler, call: ApiCall, remainingMilliseconds = 10_000) {
  const result = await handler(buildGatewayEvent(call), buildLambdaContext(remainingMilliseconds));
  return { status: result.statusCode, headers: lowerHeaderNames(result), body: result.body };
}

export function buildGatewayEvent({
  method = 'GET',
  resource,
  path,
  query,
  headers,
  body,
  claims,
}: ApiCall): APIGatewayProxyEvent {
  return {
    httpMethod: method,
    resource,
    path: resource.replace(/\{(\w+)\}/g, (_, name) => path?.[name] ?? ''),
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query
      ? Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]))
      : null,
    headers: { 'Content-Type': 'application/json', ...headers },
    multiValueHeaders: {},
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    stageVariables: null,
    requestContext: { requestId: 'request-1', authorizer: claims ? { claims } : undefined },
  } as unknown as APIGatewayProxyEvent;
}

export function buildLambdaContext(remainingMilliseconds = 10_000): Context {
  const deadline = Date.now() + remainingMilliseconds;
  return {
    functionName: 'test',
    memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:test',
    awsRequestId: 'lambda-request-1',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  } as Context;
}

function lowerHeaderNames({ headers }: APIGatewayProxyResult): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
