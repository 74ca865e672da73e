/** Loads /config.json: the sign-in addresses of this deployment. */
import type { DashboardConfig } from '../../hosting-rules.ts';

let configuration: Promise<DashboardConfig> | undefined;

/** Requests the configuration once. After a failure, the next call requests it again. */
export function loadConfiguration(): Promise<DashboardConfig> {
  configuration ??= requestConfiguration().catch((error: unknown) => {
    configuration = undefined;
    throw error;
  });
  return configuration;
}

/** Requests the configuration from the server, so that a failure means that there is no network. */
export async function requestConfiguration(): Promise<DashboardConfig> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  return (await response.json()) as DashboardConfig;
}
