/**
 * The OpenAPI document and Swagger UI to browse it: a Lambda of its own, which reaches neither database nor bucket,
 * because anyone may call it. Every file of the page comes from here, so that it needs no other host.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { requireEnv } from '../shared/env.ts';
import { openApiDocument } from './contract/openapi.ts';
import { documentationFileRoute, documentationRoute, openApiRoute } from './contract/routes/service.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { bindOperation, type OperationInput, RawResponse } from './http/operation.ts';

type File = OperationInput<typeof documentationFileRoute>['params']['file'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Financial risk assessment API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** To read, not to send requests: whoever tries calls out does it with a token of their own and curl. */
const START = `SwaggerUIBundle({
  url: 'openapi.json', dom_id: '#api', deepLinking: true, supportedSubmitMethods: [], validatorUrl: null,
});
`;

/** Swagger UI writes styles into its elements and has its icons inside its style sheet; all else is this origin's. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** They change only with a deploy. */
const KEPT_AN_HOUR = { 'cache-control': 'public, max-age=3600' };

/** A handler with nothing in its caches, as a new process of the function has it. */
export function documentationHandler(): ApiHandler {
  return createApiHandler('prediction-api/documentation', [
    bindOperation(openApiRoute, async () => served()),
    bindOperation(documentationRoute, async () => page()),
    bindOperation(documentationFileRoute, async ({ params }) => fileOf(params.file)),
  ]);
}

export const handler = documentationHandler();

/** The document as it is served: beside it, so that its server is one level up whatever stands before the path. */
function served() {
  return openApiDocument({ server: '..', token: requireEnv('TOKEN_URL'), authorize: requireEnv('AUTHORIZE_URL') });
}

function page(): RawResponse {
  return new RawResponse(PAGE, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    ...KEPT_AN_HOUR,
  });
}

function fileOf(name: File): RawResponse {
  const text = name === 'start.js' ? START : swaggerUi(name);
  const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
  return new RawResponse(text, { 'content-type': `${type}; charset=utf-8`, ...KEPT_AN_HOUR });
}

const texts = new Map<File, string>();

/** A file of the package, which lies in node_modules beside the bundle too. */
function swaggerUi(name: File): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const path = createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
  const text = readFileSync(path, 'utf8');
  texts.set(name, text);
  return text;
}
