/** The hook for what this deployment says of itself: its environment and MLflow's address. */
import { useQuery } from '@tanstack/react-query';
import type { DashboardConfig } from '../../hosting-rules.ts';
import { loadConfiguration } from '../auth/configuration.ts';

/** Undefined until it is loaded, and where it cannot be. */
export function useConfiguration(): DashboardConfig | undefined {
  return useQuery({ queryKey: ['configuration'], queryFn: loadConfiguration }).data;
}
