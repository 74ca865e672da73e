/** Responses that API Gateway gives without a function, as the same problem documents (RFC 9457) and statuses. */
import { RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../../../lambdas/prediction-api/contract/response-headers.ts';
import type { ProblemDocument } from '../../../lambdas/prediction-api/contract/schemas/service.ts';

interface GatewayResponse {
  statusCode: string;
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
}

/** Value of `x-amazon-apigateway-gateway-responses`: response type → response. */
export function buildGatewayResponses(): Record<string, GatewayResponse> {
  const noToken = buildResponse(401, 'Unauthorized', 'no-token', 'This call needs a valid token.');
  const refused = buildResponse(403, 'Forbidden', 'refused', 'This request is refused.');
  const badRequest = buildResponse(400, 'Bad Request', 'invalid-request', 'The request is not valid.');
  const unknown = buildResponse(404, 'Not Found', 'unknown-call', 'There is no such call.');
  const tooLarge = buildResponse(413, 'Content Too Large', 'body-too-large', 'The body is too large.');
  const tooMany = buildResponse(
    429,
    'Too Many Requests',
    'too-many-requests',
    'There are too many requests at the moment.',
  );
  const unavailable = buildResponse(
    503,
    'Service Unavailable',
    'unavailable',
    'The service cannot answer at the moment.',
  );
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

function buildResponse(status: number, title: string, kind: string, detail: string): GatewayResponse {
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
