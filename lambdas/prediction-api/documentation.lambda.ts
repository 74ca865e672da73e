/**
 * Handles GET /v1/openapi.json and the documentation page. A separate Lambda without access to database or bucket,
 * because its calls need no token.
 */
import { documentationFileRoute, documentationRoute, openApiRoute } from './contract/routes/service.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { bindOperation } from './http/operation.ts';
import { createOpenApiReader, readDocumentationFile, readDocumentationPage } from './queries/documentation.ts';

/** Creates a handler, as a new process of the function has it. */
export function documentationHandler(): ApiHandler {
  const readOpenApi = createOpenApiReader();
  return createApiHandler('prediction-api/documentation', [
    bindOperation(openApiRoute, async () => readOpenApi()),
    bindOperation(documentationRoute, async () => readDocumentationPage()),
    bindOperation(documentationFileRoute, async (input) => readDocumentationFile(input)),
  ]);
}

export const handler = documentationHandler();
