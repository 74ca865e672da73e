/**
 * The OpenAPI document that API Gateway imports: which calls there are, who may call them, and their functions. It has no
 * schemas. The functions validate requests with those of the public document.
 */
import { Aws } from 'aws-cdk-lib';
import { buildGatewayResponses } from './gateway-responses.ts';

/** Part of an OpenAPI 3.0 document that this file reads. */
export interface OpenApiDocument {
  openapi?: string;
  info?: { title: string; version: string };
  paths?: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

/** Part of an operation that this file reads. */
interface Operation {
  operationId?: string;
  summary?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string }[];
  responses?: Record<string, { description: string }>;
}

/**
 * For so long API Gateway remembers that a token is valid, also past its expiry. Its default is five minutes
 * (https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html).
 */
const REMEMBERED_TOKEN_SECONDS = 60;

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'];

/** An operation of the document has no function. */
export class OperationWithoutHandler extends Error {
  override name = 'OperationWithoutHandler';
}

export interface GatewayParts {
  /** Returns the ARN of an operation's function, or undefined. */
  functionArn: (operationId: string) => string | undefined;
  userPoolArn: string;
}

/**
 * Builds the document that API Gateway imports. The scheme `oauth2` becomes a Cognito authorizer; every operation gets
 * a Lambda proxy integration. Schemas and parameters other than those of the path are left out: nothing here uses them, and
 * the import ignores much of them with warnings (`anyOf`, `nullable`, `additionalProperties` and others, see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 * @throws {OperationWithoutHandler} when `functionArn` returns undefined for an operation
 */
export function buildGatewayDocument(document: OpenApiDocument, parts: GatewayParts): OpenApiDocument {
  const { openapi = '3.0.3', info, paths = {} } = document;
  return {
    openapi,
    info: { title: info?.title ?? '', version: info?.version ?? '' },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, buildPathItem(item, parts)])),
    components: { securitySchemes: { oauth2: buildCognitoAuthorizer(parts.userPoolArn) } },
    'x-amazon-apigateway-gateway-responses': buildGatewayResponses(),
  };
}

function buildPathItem(pathItem: Record<string, unknown>, parts: GatewayParts): Record<string, unknown> {
  const operations = Object.entries(pathItem).filter(([key]) => METHODS.includes(key));
  return Object.fromEntries(
    operations.map(([method, operation]) => [method, buildOperation(operation as Operation, parts)]),
  );
}

function buildOperation(operation: Operation, parts: GatewayParts): Record<string, unknown> {
  const { operationId, summary, security, parameters = [], responses = {} } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const described = Object.entries(responses).map(([status, { description }]) => [status, { description }]);
  return {
    ...{ operationId, summary },
    ...(security && { security }),
    ...(inPath.length > 0 && {
      parameters: inPath.map(({ name }) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    }),
    responses: Object.fromEntries(described),
    'x-amazon-apigateway-integration': buildIntegration(operation, parts),
  };
}

function buildIntegration({ operationId = '' }: Operation, { functionArn }: GatewayParts): Record<string, unknown> {
  const arn = functionArn(operationId);
  if (!arn) throw new OperationWithoutHandler(`The operation "${operationId}" of the OpenAPI document has no function`);
  const path = `path/2015-03-31/functions/${arn}/invocations`;
  return {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:${path}`,
  };
}

function buildCognitoAuthorizer(userPoolArn: string): Record<string, unknown> {
  return {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': {
      type: 'cognito_user_pools',
      providerARNs: [userPoolArn],
      authorizerResultTtlInSeconds: REMEMBERED_TOKEN_SECONDS,
    },
  };
}
