/**
 * The rules by which the dashboard's files are served. CloudFront is configured from them, and the local cloud's server
 * applies them. Open this file to change a header, the content security policy or which file answers a path.
 */

/** The path below the dashboard's address that Cognito sends users back to after signing in. */
export const SIGNED_IN_PATH = '/signed-in';

/** The runbook, built from docs/runbook.md: a page of its own that opens without a sign-in, because alarms link to it. */
export const RUNBOOK_PATH = '/runbook.html';

/** Content of /config.json, which the page loads before a sign-in. */
export interface DashboardConfig {
  environment: string;
  client_id: string;
  /** Cognito's user pool as the ID tokens name it. */
  issuer: string;
  authorize_url: string;
  token_url: string;
  /** Revokes a refresh token. */
  revoke_url: string;
  /** Ends the session at Cognito, so that the next sign-in requires the password again. */
  logout_url: string;
  /** MLflow's page with the runs of all trainings. Only the local cloud has one: on AWS its addresses are signed. */
  mlflow_url?: string;
}

/**
 * The path of the file that answers a requested path. Every path without a file is a page of the app, whose
 * router reads the path. CloudFront runs the source of this function, so it uses nothing outside of itself.
 */
export function resolveFile(path: string): string {
  if (path.startsWith('/assets/')) return path;
  if (path === '/contest') return '/contest.html';
  return ['/config.json', '/favicon.svg', '/robots.txt', '/runbook.html', '/runbook.css'].includes(path)
    ? path
    : '/index.html';
}

/**
 * The source of a CloudFront function (runtime 2.0, viewer request) that sends the viewer's address to the API. It replaces
 * what the viewer sent.
 */
export function viewerAddressFunctionSource(header: string): string {
  return `function handler(event) {\n  event.request.headers['${header}'] = { value: event.viewer.ip };\n  return event.request;\n}\n`;
}

/** The source of a CloudFront function (runtime 2.0, viewer request) that applies `resolveFile`. */
export function cloudFrontFunctionSource(): string {
  return `${resolveFile}\nfunction handler(event) {\n  event.request.uri = resolveFile(event.request.uri);\n  return event.request;\n}\n`;
}

/** Names of assets contain a hash of their content, so they never change; other files can change with each deploy. */
export function cacheControlFor(file: string): string {
  return file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * Allows resources of this origin only, and requests to this origin, the token endpoint's and those of uploads. An image may
 * also be one that the page made itself: a chart becomes a PNG by being loaded as an SVG image, which runs no script.
 */
export function contentSecurityPolicy(tokenOrigin: string, ...uploadOrigins: string[]): string {
  return formatPolicy("img-src 'self' blob:", [tokenOrigin, ...uploadOrigins]);
}

/** The same for the page for applicants, which talks to the API and to the bucket of case files only. */
export function contestPagePolicy(uploadOrigin: string): string {
  return formatPolicy("img-src 'self'", [uploadOrigin]);
}

function formatPolicy(images: string, origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    images,
    `connect-src ${[...new Set(["'self'", ...origins])].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Headers of every file, next to the content security policy. The API sets its own headers. */
export const SECURITY_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
