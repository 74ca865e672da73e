/** Responses that API Gateway gives without a function, as the same problem documents (RFC 9457) and statuses. */
import { PROBLEM_TITLES } from '../../../lambdas/prediction-api/contract/problem-titles.ts';
import { RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../../../lambdas/prediction-api/contract/response-headers.ts';
import type { ProblemStatus } from '../../../lambdas/prediction-api/contract/route.ts';
import type { ProblemDocument } from '../../../lambdas/prediction-api/contract/schemas/service.ts';

interface GatewayResponse {
  statusCode: string;
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
}

/** Value of `x-amazon-apigateway-gateway-responses`: response type → response. */
export function buildGatewayResponses(): Record<string, GatewayResponse> {
  const noToken = buildResponse(401, 'no-token', 'This call needs a valid access token. Sign in again.');
  const refused = buildResponse(403, 'refused', 'The firewall or the gateway does not allow this request.');
  const badRequest = buildResponse(
    400,
    'invalid-request',
    'The request is not valid. /v1/openapi.json describes each call.',
  );
  const unknown = buildResponse(404, 'unknown-call', 'There is no such call. /v1/openapi.json lists the calls.');
  const tooLarge = buildResponse(413, 'body-too-large', 'The body is too large. Send a file as a batch.');
  const busy = 'There are too many requests at the moment. Try again in a few seconds.';
  const tooMany = buildResponse(429, 'too-many-requests', busy);
  const silent = 'The service cannot answer at the moment. Try again in a few seconds.';
  const unavailable = buildResponse(503, 'unavailable', silent);
  return {
    ...{ UNAUTHORIZED: noToken, EXPIRED_TOKEN: noToken, INVALID_SIGNATURE: noToken },
    ...{ ACCESS_DENIED: refused, INVALID_API_KEY: refused, WAF_FILTERED: refused },
    ...{ BAD_REQUEST_BODY: badRequest, BAD_REQUEST_PARAMETERS: badRequest, UNSUPPORTED_MEDIA_TYPE: badRequest },
    // API Gateway uses this type also for a path or method that the document lacks.
    ...{ MISSING_AUTHENTICATION_TOKEN: unknown, RESOURCE_NOT_FOUND: unknown },
    ...{ REQUEST_TOO_LARGE: tooLarge, THROTTLED: tooMany, QUOTA_EXCEEDED: tooMany },
    ...{ INTEGRATION_FAILURE: unavailable, INTEGRATION_TIMEOUT: unavailable, API_CONFIGURATION_ERROR: unavailable },
    ...{ AUTHORIZER_CONFIGURATION_ERROR: unavailable, AUTHORIZER_FAILURE: unavailable, DEFAULT_5XX: unavailable },
    DEFAULT_4XX: badRequest,
  };
}

function buildResponse(status: ProblemStatus, kind: string, detail: string): GatewayResponse {
  const title = PROBLEM_TITLES[status];
  const document: ProblemDocument = { type: `urn:risk:problem:${kind}`, title, status, detail, errors: [] };
  const header = (name: string) => `gatewayresponse.header.${name}`;
  return {
    statusCode: String(status),
    responseParameters: {
      [header('x-request-id')]: 'context.requestId',
      ...Object.fromEntries(Object.entries(SECURITY_HEADERS).map(([name, value]) => [header(name), `'${value}'`])),
      ...((status === 429 || status === 503) && { [header('retry-after')]: `'${RETRY_AFTER_SECONDS}'` }),
    },
    // API Gateway sends this content type only when it is the only template.
    responseTemplates: { 'application/json': JSON.stringify(document) },
  };
}
