/** The API requests about what would change a decision. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

/** @param maxChanges features that one answer changes at most */
export const useCounterfactuals = (prediction_id: string, maxChanges: number) =>
  useApiQuery(['counterfactuals', prediction_id, maxChanges], async () => {
    const params = { path: { prediction_id }, query: { max_changes: maxChanges } };
    return requireData((await api.GET('/v1/predictions/{prediction_id}/counterfactuals', { params })).data);
  });

/** Scores tried values. Nothing is stored, so nothing on the screen becomes old. */
export const useWhatIf = (prediction_id: string) =>
  useMutation({
    mutationFn: async (features: Record<string, number | string>) => {
      const params = { path: { prediction_id } };
      return requireData(
        (await api.POST('/v1/predictions/{prediction_id}/what-if', { params, body: { features } })).data,
      );
    },
  });
