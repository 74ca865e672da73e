/**
 * GET /v1/openapi.json and /v1/docs: the OpenAPI document and a Swagger UI page that shows it, without another host.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { requireEnv } from '../../shared/env.ts';
import { buildOpenApiDocument } from '../contract/openapi.ts';
import type { documentationFileRoute } from '../contract/routes/service.ts';
import { type OperationInput, RawResponse, toCacheableJson } from '../http/operation.ts';

type PageFile = OperationInput<typeof documentationFileRoute>['params']['file'];

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
<script type="module" src="docs/start.js"></script>
</body>
</html>
`;

/**
 * Calls can be tried out with a pasted token, which stays in the memory of the page. The sign-in of the document is
 * replaced by it, because the page may send requests to its own origin only.
 */
const START_SCRIPT = `const response = await fetch('openapi.json');
const spec = await response.json();
spec.components.securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'An access token: npm run -s token prints one.' },
};
for (const calls of Object.values(spec.paths)) {
  for (const call of Object.values(calls)) if (call.security.length > 0) call.security = [{ token: [] }];
}
SwaggerUIBundle({
  spec, dom_id: '#api', deepLinking: true, validatorUrl: null, persistAuthorization: false, tryItOutEnabled: true,
});
`;

/** Swagger UI has its icons in its style sheet; all else comes from this origin. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The files change only with a deployment. */
const CACHE_HEADERS = { 'cache-control': 'public, max-age=3600' };

/**
 * Creates a reader of the OpenAPI document as it is served, which is built once in a process. Its server is relative, so
 * that it is valid under every stage and domain.
 */
export function createOpenApiReader(): () => RawResponse {
  let response: RawResponse | undefined;
  return () => {
    const urls = { server: '..', token: requireEnv('TOKEN_URL'), authorize: requireEnv('AUTHORIZE_URL') };
    response ??= toCacheableJson(buildOpenApiDocument(urls), CACHE_HEADERS['cache-control']);
    return response;
  };
}

/** The Swagger UI page. */
export function readDocumentationPage(): RawResponse {
  return new RawResponse(PAGE, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    ...CACHE_HEADERS,
  });
}

/** A script or style sheet of the page. */
export function readDocumentationFile({ params }: OperationInput<typeof documentationFileRoute>): RawResponse {
  const { file } = params;
  const text = file === 'start.js' ? START_SCRIPT : readPackageFile(file);
  const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
  return new RawResponse(text, { 'content-type': `${type}; charset=utf-8`, ...CACHE_HEADERS });
}

const packageFiles = new Map<PageFile, string>();

/** A file of swagger-ui-dist, which is also in node_modules next to the bundle. */
function readPackageFile(name: PageFile): string {
  const cached = packageFiles.get(name);
  if (cached !== undefined) return cached;
  const path = createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
  const text = readFileSync(path, 'utf8');
  packageFiles.set(name, text);
  return text;
}
