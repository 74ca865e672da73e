/**
 * Generates the OpenAPI 3.0.3 document from the routes and their zod schemas (API Gateway imports no 3.1). Clients and
 * tests read it as it is; the API stack adds integrations and the authorizer at synth.
 */
import { z } from 'zod';
import { type ApiRoute, MACHINE_SCOPES, type ProblemStatus, SCOPES } from './route.ts';
import { routes } from './routes.ts';
import { applicationComponents } from './schemas/applications.ts';
import { attachmentComponents } from './schemas/attachments.ts';
import { auditEventComponents } from './schemas/audit-events.ts';
import { batchComponents } from './schemas/batches.ts';
import { caseComponents } from './schemas/cases.ts';
import { contestComponents } from './schemas/contests.ts';
import { counterfactualComponents } from './schemas/counterfactuals.ts';
import { edgeDecisionComponents } from './schemas/edge-decisions.ts';
import { eventComponents } from './schemas/events.ts';
import { evidenceComponents } from './schemas/evidence.ts';
import { experimentComponents } from './schemas/experiments.ts';
import { importComponents } from './schemas/imports.ts';
import { modelComponents } from './schemas/models.ts';
import { noticeComponents } from './schemas/notices.ts';
import { peopleComponents } from './schemas/people.ts';
import { policyComponents } from './schemas/policies.ts';
import { portfolioReportComponents } from './schemas/portfolio-reports.ts';
import { predictRequestComponents } from './schemas/predict-requests.ts';
import { predictionComponents } from './schemas/predictions.ts';
import { privacyComponents } from './schemas/privacy.ts';
import { reportComponents } from './schemas/reports.ts';
import { requestComponents } from './schemas/requests.ts';
import { restrictionComponents } from './schemas/restrictions.ts';
import { runComponents } from './schemas/runs.ts';
import { serviceComponents } from './schemas/service.ts';
import { simulationComponents } from './schemas/simulations.ts';

type Json = Record<string, unknown>;

const API_VERSION = '1.0.0';

const PROBLEM_MEANINGS: Record<ProblemStatus, string> = {
  400: 'The request is not JSON, or its path, query or headers are invalid',
  401: 'No valid token',
  403: 'The token lacks the scope, or the person has none of the required roles',
  404: 'There is nothing by this name or id',
  409: 'The stored data have changed: read them again',
  413: 'The body is too large',
  422: 'The body does not fit the schema, or the Idempotency-Key was used with another body',
  429: 'Too many requests by this client or user; try again after Retry-After seconds',
  503: 'The service cannot answer at the moment; try again after Retry-After seconds',
};

const registry = z.registry<{ id: string }>();
const componentSchemas = {
  ...predictionComponents,
  ...predictRequestComponents,
  ...edgeDecisionComponents,
  ...batchComponents,
  ...caseComponents,
  ...noticeComponents,
  ...importComponents,
  ...attachmentComponents,
  ...contestComponents,
  ...evidenceComponents,
  ...counterfactualComponents,
  ...experimentComponents,
  ...modelComponents,
  ...policyComponents,
  ...requestComponents,
  ...simulationComponents,
  ...auditEventComponents,
  ...privacyComponents,
  ...restrictionComponents,
  ...eventComponents,
  ...runComponents,
  ...applicationComponents,
  ...reportComponents,
  ...portfolioReportComponents,
  ...peopleComponents,
  ...serviceComponents,
};
for (const [id, schema] of Object.entries(componentSchemas)) registry.add(schema, { id });
const toReference = (id: string) => `#/components/schemas/${id}`;

/** URLs of a deployed API and its sign-in; without a server the document names only paths. */
interface ApiUrls {
  server?: string;
  token: string;
  authorize: string;
}

/** Generates the whole document, a new object with each call. */
export function buildOpenApiDocument(urls: ApiUrls = { token: '/oauth2/token', authorize: '/oauth2/authorize' }) {
  const { server, token: tokenUrl, authorize: authorizationUrl } = urls;
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toOperation(route) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Financial risk assessment',
      version: API_VERSION,
      description: 'Scores loan applications: probability of default, risk score, decision and evidence.',
    },
    ...(server !== undefined && { servers: [{ url: server }] }),
    paths,
    components: {
      schemas: toComponentSchemas(),
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

function toOperation(route: ApiRoute): Json {
  const body = route.body && { required: true, content: { 'application/json': { schema: toSchema(route.body) } } };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: toDescription(route),
    // Every scope is listed, so that API Gateway only authenticates; the Lambda responds with 403 for a missing scope.
    security: route.scope ? [{ oauth2: Object.keys(SCOPES) }] : [],
    parameters: [
      ...toParameters('path', route.params),
      ...toParameters('query', route.query),
      ...toParameters('header', route.headers),
    ],
    ...(body && { requestBody: body }),
    responses: {
      200: toResponse('Done', route.mediaTypes ?? ['application/json'], toSchema(route.response)),
      ...Object.fromEntries(route.problems.map((status) => [status, toProblemResponse(status)])),
    },
  };
}

function toDescription({ description, scope, roles }: ApiRoute): string {
  if (!scope) return description;
  const people = roles
    ? ` A person needs ${roles.length === 1 ? 'the role' : 'one of the roles'} ${roles.join(', ')}.`
    : '';
  return `${description} Needs the scope ${scope}.${people}${MACHINE_SCOPES.includes(scope) ? '' : ' For people only.'}`;
}

function toParameters(location: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as { description?: string };
    return { name, in: location, required: required.includes(name), description, schema: rest };
  });
}

function toProblemResponse(status: ProblemStatus): Json {
  const response = toResponse(PROBLEM_MEANINGS[status], ['application/problem+json'], { $ref: toReference('Problem') });
  if (status !== 429 && status !== 503) return response;
  const retryAfter = { description: 'Seconds', schema: { type: 'integer', minimum: 1 } };
  return { ...response, headers: { ...(response.headers as Json), 'Retry-After': retryAfter } };
}

function toResponse(description: string, types: readonly string[], schema: Json): Json {
  const requestId = { description: 'Id of this request in logs', schema: { type: 'string' } };
  return {
    description,
    headers: { 'x-request-id': requestId },
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
}

/** A reference where the schema is a component, else the schema itself. */
function toSchema(schema: z.ZodType): Json {
  const id = registry.get(schema)?.id;
  return id ? { $ref: toReference(id) } : toJsonSchema(schema);
}

function toComponentSchemas(): Json {
  const { schemas } = z.toJSONSchema(registry, { target: 'openapi-3.0', io: 'input', uri: toReference });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, removeKeywords(schema as Json)]));
}

function toJsonSchema(schema: z.ZodType): Json {
  return removeKeywords(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as Json);
}

/** Removes JSON Schema keywords that OpenAPI 3.0 lacks. */
function removeKeywords({ $schema: _, $id: __, ...schema }: Json): Json {
  return schema;
}
