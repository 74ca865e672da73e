/** Routes of the service itself, which need no token: health and documentation. */
import { defineRoute } from '../route.ts';
import { DocumentationPage, DocumentationPath, Health, OpenApi } from '../schemas/service.ts';

export const healthRoute = defineRoute({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  handler: 'read',
  scope: null,
  roles: null,
  summary: 'Check the health of the service',
  description:
    'Whether predictions can be made. The status is 200 also when the service is degraded. Needs no token; a response may be ten seconds old.',
  response: Health,
  problems: [503],
});

export const openApiRoute = defineRoute({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  handler: 'documentation',
  scope: null,
  roles: null,
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
  roles: null,
  summary: 'Browse this document',
  description: 'The OpenAPI document as a web page. Needs no token.',
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
  roles: null,
  summary: 'Read a file of the documentation page',
  description: 'A script or style sheet of the page at /v1/docs. Needs no token.',
  params: DocumentationPath,
  response: DocumentationPage,
  mediaTypes: ['text/css', 'text/javascript'],
  problems: [400, 503],
});
