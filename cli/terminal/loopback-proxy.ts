/** Keeps calls of this machine's own addresses away from a proxy that Node.js takes from the environment. */
import { setGlobalProxyFromEnv } from 'node:http';
import { readOptionalEnv } from '../../lambdas/shared/env.ts';

/** The local cloud, and the page to which a sign-in returns. */
export const OWN_HOSTS = '127.0.0.1,localhost';

const PROXY_VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/**
 * Excludes OWN_HOSTS from the proxy. Node.js has read the variables at its start, only where NODE_USE_ENV_PROXY or
 * `--use-env-proxy` says so, and its own `no_proxy` wins over `NO_PROXY`, so both are set.
 */
export function bypassProxyForOwnHosts(environment: NodeJS.ProcessEnv = process.env): void {
  if (!PROXY_VARIABLES.some((name) => readOptionalEnv(name, environment))) return;
  const excluded = readOptionalEnv('no_proxy', environment) ?? readOptionalEnv('NO_PROXY', environment);
  if (excluded === '*') return;
  const all = excluded ? `${excluded},${OWN_HOSTS}` : OWN_HOSTS;
  Object.assign(environment, { NO_PROXY: all, no_proxy: all });
  const isUsed = readOptionalEnv('NODE_USE_ENV_PROXY', environment) === '1' || hasProxyFlag(environment);
  if (isUsed) setGlobalProxyFromEnv(environment);
}

function hasProxyFlag({ NODE_OPTIONS = '' }: NodeJS.ProcessEnv): boolean {
  return [...process.execArgv, ...NODE_OPTIONS.split(/\s+/)].includes('--use-env-proxy');
}
