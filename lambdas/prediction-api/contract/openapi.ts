/**
 * The OpenAPI 3.0.3 document (API Gateway imports no 3.1), made from the routes and their zod schemas. The stack adds
 * the integrations and the authorizer at synth; what clients and tests read is this.
 */
import { z } from 'zod';
import { type ApiRoute, type ProblemStatus, SCOPES } from './route.ts';
import { routes } from './routes.ts';
import { batchComponents as batches } from './schemas/batches.ts';
import { evidenceComponents as evidence } from './schemas/evidence.ts';
import { modelComponents as models } from './schemas/models.ts';
import { predictRequestComponents as predictRequests } from './schemas/predict-requests.ts';
import { predictionComponents as predictions } from './schemas/predictions.ts';
import { reportComponents as reports } from './schemas/reports.ts';
import { runComponents as runs } from './schemas/runs.ts';
import { serviceComponents as service } from './schemas/service.ts';

type Json = Record<string, unknown>;

export const API_VERSION = '1.0.0';

const problemMeanings: Record<ProblemStatus, string> = {
  400: 'The request is not JSON, or its path, query or headers are invalid',
  401: 'No valid token',
  403: 'The token lacks the scope, or is not that of a person in the required group',
  404: 'There is nothing by that name',
  413: 'The body is too large',
  422: 'The body does not fit the schema, or the Idempotency-Key was used with another body',
  429: 'Too many requests by this client or user; try again after Retry-After seconds',
  503: 'The service cannot answer at the moment; try again after Retry-After seconds',
};

const registry = z.registry<{ id: string }>();
const named = {
  ...predictions,
  ...predictRequests,
  ...batches,
  ...evidence,
  ...models,
  ...runs,
  ...reports,
  ...service,
};
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
const reference = (id: string) => `#/components/schemas/${id}`;

/** Where a deployed API is; without, the addresses are only paths. */
export type Addresses = { server?: string; token: string; authorize: string };

/** The whole document, a fresh object a call. */
export function openApiDocument(addresses: Addresses = { token: '/oauth2/token', authorize: '/oauth2/authorize' }) {
  const { server, token: tokenUrl, authorize: authorizationUrl } = addresses;
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Financial risk assessment',
      version: API_VERSION,
      description: 'Scores loan applications: probability of default, risk score, decision and the evidence behind it.',
    },
    ...(server !== undefined && { servers: [{ url: server }] }),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'Cognito. Machines use client credentials, people the authorisation code with PKCE.',
          flows: {
            clientCredentials: { tokenUrl, scopes: SCOPES },
            authorizationCode: { authorizationUrl, tokenUrl, scopes: SCOPES },
          },
        },
      },
    },
  };
}

function operationOf(route: ApiRoute): Json {
  const body = route.body && { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: descriptionOf(route),
    // Every scope is listed, so that the gateway only authenticates; the Lambda answers 403 for a missing one.
    security: route.scope ? [{ oauth2: Object.keys(SCOPES) }] : [],
    parameters: [
      ...parametersOf('path', route.params),
      ...parametersOf('query', route.query),
      ...parametersOf('header', route.headers),
    ],
    ...(body && { requestBody: body }),
    responses: {
      200: response('Done', route.mediaTypes ?? ['application/json'], schemaOf(route.response)),
      ...Object.fromEntries(route.problems.map((status) => [status, problemResponse(status)])),
    },
  };
}

function descriptionOf({ description, scope, group }: ApiRoute): string {
  if (!scope) return description;
  return `${description} Needs the scope ${scope}${group ? `, and a person in the group ${group}` : ''}.`;
}

function parametersOf(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as { description?: string };
    return { name, in: place, required: required.includes(name), description, schema: rest };
  });
}

function problemResponse(status: ProblemStatus): Json {
  const answer = response(problemMeanings[status], ['application/problem+json'], { $ref: reference('Problem') });
  if (status !== 429 && status !== 503) return answer;
  const retryAfter = { description: 'Seconds', schema: { type: 'integer', minimum: 1 } };
  return { ...answer, headers: { ...(answer.headers as Json), 'Retry-After': retryAfter } };
}

function response(description: string, types: readonly string[], schema: Json): Json {
  const requestId = { description: 'Names this request in logs', schema: { type: 'string' } };
  return {
    description,
    headers: { 'x-request-id': requestId },
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
}

/** A reference where the schema has a name, else the schema itself. */
function schemaOf(schema: z.ZodType): Json {
  const id = registry.get(schema)?.id;
  return id ? { $ref: reference(id) } : jsonSchema(schema);
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(registry, { target: 'openapi-3.0', io: 'input', uri: reference });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutKeywords(schema as Json)]));
}

function jsonSchema(schema: z.ZodType): Json {
  return withoutKeywords(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as Json);
}

/** JSON Schema keywords that OpenAPI 3.0 does not know. */
function withoutKeywords({ $schema: _, $id: __, ...schema }: Json): Json {
  return schema;
}
