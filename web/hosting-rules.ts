// How the dashboard is served, said once: CloudFront is configured by it, and the local cloud's server follows it.

/** Where a person is sent back to after signing in, below the dashboard's address. */
export const SIGNED_IN_PATH = '/signed-in';

/** What the page is told when it starts, as /config.json. */
export interface DashboardConfig {
  environment: string;
  client_id: string;
  authorize_url: string;
  token_url: string;
  /** Ends the sign-in at Cognito itself, so that the next one asks again. */
  logout_url: string;
}

/**
 * The file that answers a path: files are few and known by their place, everything else is a page of the app, whose own
 * router reads the path. CloudFront runs this very function, so it refers to nothing outside of it.
 */
export function fileOf(path: string): string {
  if (path.startsWith('/assets/')) return path;
  return ['/config.json', '/favicon.svg', '/robots.txt'].includes(path) ? path : '/index.html';
}

/** The source of a CloudFront function (runtime 2.0, on the viewer's request) that applies `fileOf`. */
export function fileOfAsCloudFrontFunction(): string {
  return `${fileOf}\nfunction handler(event) {\n  event.request.uri = fileOf(event.request.uri);\n  return event.request;\n}\n`;
}

/** Assets are named by their content; all else may change with the next deploy. */
export function cacheControlOf(file: string): string {
  return file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Nothing is loaded from elsewhere, and requests go to this origin and to where codes are exchanged for tokens. */
export function contentSecurityPolicy(tokenOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${tokenOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Headers of every file beside the policy above; the API's answers have their own. */
export const SECURITY_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
