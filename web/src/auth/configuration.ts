/** Loads /config.json, which says where the users of this deployment sign in. */
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

async function requestConfiguration(): Promise<DashboardConfig> {
  const response = await fetch('/config.json');
  return (await response.json()) as DashboardConfig;
}
