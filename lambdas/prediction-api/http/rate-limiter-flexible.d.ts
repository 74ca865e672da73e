/** Types of the files of rate-limiter-flexible that are bundled; the package types its entry file only. */
declare module 'rate-limiter-flexible/lib/RateLimiterDynamo.js' {
  export { RateLimiterDynamo as default } from 'rate-limiter-flexible';
}
declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  export { RateLimiterMemory as default } from 'rate-limiter-flexible';
}
declare module 'rate-limiter-flexible/lib/RateLimiterRes.js' {
  export { RateLimiterRes as default } from 'rate-limiter-flexible';
}
