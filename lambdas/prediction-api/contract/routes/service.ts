/** Calls about the service itself, without a token: its health and its documentation. */
import { route } from '../route.ts';
import { DocumentationPath, Health, OpenApi, Page } from '../schemas/service.ts';

export const healthRoute = route({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  handler: 'read',
  scope: null,
  summary: 'Ask whether predictions can be made',
  description: 'Answers 200 also when degraded, and says what is. Needs no token; an answer may be a few seconds old.',
  answer: Health,
  problems: [503],
});

export const openApiRoute = route({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  handler: 'documentation',
  scope: null,
  summary: 'Read this document',
  description: 'The OpenAPI document of this API. Needs no token.',
  answer: OpenApi,
  problems: [503],
});

export const documentationRoute = route({
  operationId: 'getDocumentation',
  method: 'GET',
  path: '/v1/docs',
  handler: 'documentation',
  scope: null,
  summary: 'Browse this document',
  description: 'The OpenAPI document as a page. Needs no token.',
  answer: Page,
  media: ['text/html'],
  problems: [503],
});

export const documentationFileRoute = route({
  operationId: 'getDocumentationFile',
  method: 'GET',
  path: '/v1/docs/{file}',
  handler: 'documentation',
  scope: null,
  summary: 'Read a file of that page',
  description: 'A script or style sheet of the page at /v1/docs. Needs no token.',
  params: DocumentationPath,
  answer: Page,
  media: ['text/css', 'text/javascript'],
  problems: [400, 503],
});
