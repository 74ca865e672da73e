/** The API requests of the pages about requests of data subjects. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { NewPrivacyRequest, PrivacyFilter } from './api-types.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

/** 50 requests, newest first. */
export const usePrivacyRequests = (filter: PrivacyFilter) =>
  useApiQuery(['privacy-requests', filter], async () =>
    requireData((await api.GET('/v1/privacy-requests', { params: { query: { limit: 50, ...filter } } })).data),
  );

export const usePrivacyRequest = (request_id: string) =>
  useApiQuery(['privacy-request', request_id], async () =>
    requireData((await api.GET('/v1/privacy-requests/{request_id}', { params: { path: { request_id } } })).data),
  );

export const useEnterPrivacyRequest = () =>
  useMutation({
    mutationFn: async (body: NewPrivacyRequest) => requireData((await api.POST('/v1/privacy-requests', { body })).data),
    onSuccess: refreshAfterChange,
  });

/** What is done with a request; only an extension has a new deadline. */
export type PrivacyStep =
  | { step: 'start' }
  | { step: 'extend'; due_at: string; why: string }
  | { step: 'refuse' | 'complete'; why: string };

export const usePrivacyStep = (request_id: string) =>
  useMutation({
    mutationFn: async (change: PrivacyStep) => {
      const params = { path: { request_id } };
      if (change.step === 'start')
        return requireData((await api.POST('/v1/privacy-requests/{request_id}/start', { params })).data);
      const { step, ...body } = change;
      if (step === 'extend') {
        const extended = body as { due_at: string; why: string };
        return requireData(
          (await api.POST('/v1/privacy-requests/{request_id}/extend', { params, body: extended })).data,
        );
      }
      return requireData((await api.POST(`/v1/privacy-requests/{request_id}/${step}`, { params, body })).data);
    },
    onSuccess: refreshAfterChange,
  });

/** Signs the addresses of a package, which the audit records, so it is never asked for by itself. */
export const usePrivacyPackage = (request_id: string) =>
  useMutation({
    mutationFn: async () =>
      requireData(
        (await api.GET('/v1/privacy-requests/{request_id}/package', { params: { path: { request_id } } })).data,
      ),
  });
