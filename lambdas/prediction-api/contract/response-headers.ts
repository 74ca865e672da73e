/** Headers that the functions and API Gateway send alike. Open it to change one of them. */

/**
 * The API serves data of customers to programs: no cache may keep it, no page may frame or embed it, and a browser sends
 * it to nobody. No value has a single quote, because API Gateway quotes them.
 */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  /** Two years of HTTPS only, for subdomains too. */
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Pause that a 429 or 503 asks the caller to make. */
export const RETRY_AFTER_SECONDS = 5;
