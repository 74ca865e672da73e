/** Finds the route of a call of a page, so that a dashboard of a test can ask the real handlers. */
import type { ApiRoute } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { ApiCall } from './dashboard-service.ts';

interface RoutedCall {
  route: ApiRoute;
  /** What a handler of a test is called with. */
  parts: { path: Record<string, string>; query?: Record<string, string>; body?: unknown };
}

export function routeCall({ method, path, query, body }: ApiCall): RoutedCall | undefined {
  const route = findRoute(method, path);
  if (!route) return undefined;
  const parameters = { path: { ...matchPath(route.path, path)?.groups } };
  if (method !== 'POST') return { route, parts: { ...parameters, query } };
  return { route, parts: { ...parameters, ...(route.body && { body }) } };
}

/** A path without parameters comes before one that takes anything. */
function findRoute(method: string, path: string): ApiRoute | undefined {
  const candidates = routes.filter((route) => route.method === method && matchPath(route.path, path));
  return candidates.find((route) => route.path === path) ?? candidates[0];
}

const matchPath = (pattern: string, path: string): RegExpExecArray | null =>
  new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
