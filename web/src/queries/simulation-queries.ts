/** The API requests of the pages about simulations. One that runs is asked for again until it ends. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { PolicySegment } from './api-types.ts';
import { describeFailure } from './failure.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

const ASK_AGAIN_MILLISECONDS = 1_000;

/**
 * 50 simulations, newest first.
 * @param before the `next_before` of the list with newer ones
 */
export const useSimulations = (filter: { policy_version?: string; before?: string }) =>
  useApiQuery(['simulations', filter], async () =>
    requireData((await api.GET('/v1/simulations', { params: { query: { limit: 50, ...filter } } })).data),
  );

export function useSimulation(simulation_id: string) {
  const queryClient = useQueryClient();
  const queryKey = ['simulation', simulation_id];
  const { data, error, failureReason } = useQuery({
    queryKey,
    queryFn: async () =>
      requireData((await api.GET('/v1/simulations/{simulation_id}', { params: { path: { simulation_id } } })).data),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? ASK_AGAIN_MILLISECONDS : false),
  });
  const cause = error ?? failureReason;
  return {
    data,
    failure: cause ? describeFailure(cause) : undefined,
    retry: () => void queryClient.resetQueries({ queryKey, exact: true }),
  };
}

export interface NewSimulation {
  policy_version: string | null;
  model_version: string | null;
  segment: PolicySegment | null;
  /** First and last as-of day. */
  from: string;
  to: string;
}

export const useCreateSimulation = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewSimulation) => requireData((await api.POST('/v1/simulations', { body })).data),
    // A draft becomes simulated when it ends.
    onSuccess: () => queryClient.invalidateQueries(),
  });
};
