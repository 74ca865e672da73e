/** Calls about the service itself, without a token: its health and its documentation. */
import { defineRoute } from '../route.ts';
import { DocumentationPage, DocumentationPath, Health, OpenApi } from '../schemas/service.ts';

export const healthRoute = defineRoute({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  handler: 'read',
  scope: null,
  summary: 'Ask whether predictions can be made',
  description: 'Answers 200 also when degraded, and says what is. Needs no token; an answer may be a few seconds old.',
  response: Health,
  problems: [503],
});

export const openApiRoute = defineRoute({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  handler: 'documentation',
  scope: null,
  summary: 'Read this document',
  description: 'The OpenAPI document of this API. Needs no token.',
  response: OpenApi,
  problems: [503],
});

export const documentationRoute = defineRoute({
  operationId: 'getDocumentation',
  method: 'GET',
  path: '/v1/docs',
  handler: 'documentation',
  scope: null,
  summary: 'Browse this document',
  description: 'The OpenAPI document as a page. Needs no token.',
  response: DocumentationPage,
  mediaTypes: ['text/html'],
  problems: [503],
});

export const documentationFileRoute = defineRoute({
  operationId: 'getDocumentationFile',
  method: 'GET',
  path: '/v1/docs/{file}',
  handler: 'documentation',
  scope: null,
  summary: 'Read a file of that page',
  description: 'A script or style sheet of the page at /v1/docs. Needs no token.',
  params: DocumentationPath,
  response: DocumentationPage,
  mediaTypes: ['text/css', 'text/javascript'],
  problems: [400, 503],
});
