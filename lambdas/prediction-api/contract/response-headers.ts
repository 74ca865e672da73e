/** Header values that the functions and API Gateway send alike. Open it to change one of them. */

/** Two years of HTTPS only, for subdomains too. */
export const STRICT_TRANSPORT_SECURITY = 'max-age=63072000; includeSubDomains';

/** Pause that a 429 or 503 asks the caller to make. */
export const RETRY_AFTER_SECONDS = 5;
