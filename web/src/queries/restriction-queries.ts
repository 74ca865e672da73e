/** The API requests of restrictions of processing and of the retention. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

/** The newest hundred that hold. */
export const useHeldRestrictions = () =>
  useApiQuery(['restrictions'], async () =>
    requireData((await api.GET('/v1/restrictions', { params: { query: { held: 'true', limit: 100 } } })).data),
  );

export const useLiftRestriction = () =>
  useMutation({
    mutationFn: async ({ restriction_id, why }: { restriction_id: string; why: string }) => {
      const params = { path: { restriction_id } };
      return requireData((await api.POST('/v1/restrictions/{restriction_id}/lift', { params, body: { why } })).data);
    },
    onSuccess: refreshAfterChange,
  });

export const useRetention = () =>
  useApiQuery(['retention'], async () => requireData((await api.GET('/v1/retention')).data));
