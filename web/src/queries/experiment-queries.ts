/** The API requests of the pages about experiments. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

export const useExperiments = () =>
  useApiQuery(['experiments'], async () => requireData((await api.GET('/v1/experiments', {})).data).experiments);

export const useExperiment = (experiment_id: string) =>
  useApiQuery(['experiment', experiment_id], async () =>
    requireData((await api.GET('/v1/experiments/{experiment_id}', { params: { path: { experiment_id } } })).data),
  );

/** Stops an arm, or with null the whole experiment. */
export const useStopExperiment = (experiment_id: string) =>
  useMutation({
    mutationFn: async (body: { arm: string | null; why: string }) => {
      const params = { path: { experiment_id } };
      return requireData((await api.POST('/v1/experiments/{experiment_id}/stop', { params, body })).data);
    },
    onSuccess: refreshAfterChange,
  });
