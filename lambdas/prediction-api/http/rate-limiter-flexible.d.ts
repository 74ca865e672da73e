/** The files that are bundled, without those for every other store; the package types its entry only. */
declare module 'rate-limiter-flexible/lib/RateLimiterDynamo.js' {
  export { RateLimiterDynamo as default } from 'rate-limiter-flexible';
}
declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  export { RateLimiterMemory as default } from 'rate-limiter-flexible';
}
declare module 'rate-limiter-flexible/lib/RateLimiterRes.js' {
  export { RateLimiterRes as default } from 'rate-limiter-flexible';
}
