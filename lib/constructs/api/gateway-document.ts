/** Adds to the OpenAPI document what only API Gateway needs: integrations, the authorizer and gateway responses. */
import { Aws } from 'aws-cdk-lib';
import { buildGatewayResponses } from './gateway-responses.ts';

/** Part of an OpenAPI 3.0 document that this file reads or changes. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, unknown>>;
  components?: Record<string, unknown>;
  [key: string]: unknown;
}

interface Operation {
  operationId?: string;
  [key: string]: unknown;
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
 * a Lambda proxy integration.
 * @throws {OperationWithoutHandler} when `functionArn` returns undefined for an operation
 */
export function buildGatewayDocument(document: OpenApiDocument, parts: GatewayParts): OpenApiDocument {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [path, withIntegrations(item, parts)]);
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, securitySchemes: { oauth2: buildCognitoAuthorizer(parts.userPoolArn) } },
    'x-amazon-apigateway-gateway-responses': buildGatewayResponses(),
  };
}

function withIntegrations(pathItem: Record<string, unknown>, parts: GatewayParts): Record<string, unknown> {
  const entries = Object.entries(pathItem).map(([key, value]) => {
    if (!METHODS.includes(key)) return [key, value];
    const operation = value as Operation;
    return [key, { ...operation, 'x-amazon-apigateway-integration': buildIntegration(operation, parts) }];
  });
  return Object.fromEntries(entries);
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
