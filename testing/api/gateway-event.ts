/** Builds events of API Gateway's REST proxy integration (payload 1.0) and calls handlers with them. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';

export interface ApiCall {
  method?: 'GET' | 'POST';
  resource: string;
  /** Percent-encoded, as API Gateway passes them. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON; a string is sent unchanged. */
  body?: unknown;
  /** Claims of the verified token; null for a call without a token. */
  claims?: Record<string, string> | null;
}

/** Claims of a service client. */
export const buildServiceClaims = (scope: string, client_id = 'client-1') => ({
  sub: client_id,
  client_id,
  scope,
  token_use: 'access',
});

/** Claims of a person who signed in, with the groups in API Gateway's form. */
export const buildPersonClaims = (username: string, scope: string, groups?: string) => ({
  sub: username,
  client_id: 'people',
  username,
  scope,
  token_use: 'access',
  ...(groups !== undefined && { 'cognito:groups': groups }),
});

/** Calls the handler and parses the JSON of its response. */
export async function callApi(handler: ApiHandler, call: ApiCall, remainingMilliseconds = 10_000) {
  const { body, ...answer } = await callApiForText(handler, call, remainingMilliseconds);
  return { ...answer, body: JSON.parse(body) };
}

/** Calls the handler and returns the text of its response. */
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
