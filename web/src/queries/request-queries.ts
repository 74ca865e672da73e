/** The API requests of the pages about proposed changes. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { ChangeRequest, RequestFilter } from './api-types.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

/** 50 requests, newest first. */
export const useRequests = (filter: RequestFilter) =>
  useApiQuery(['requests', filter], async () =>
    requireData((await api.GET('/v1/requests', { params: { query: { limit: 50, ...filter } } })).data),
  );

export const useRequest = (request_id: string) =>
  useApiQuery(['request', request_id], async () =>
    requireData((await api.GET('/v1/requests/{request_id}', { params: { path: { request_id } } })).data),
  );

export type RequestStep = ChangeRequest['can'][number];

/** Approves, rejects, withdraws or reviews. It is done when the page shows what is current then. */
export const useRequestStep = (request_id: string) =>
  useMutation({
    mutationFn: async ({ step, why }: { step: RequestStep; why: string }) => {
      const params = { path: { request_id } };
      return requireData((await api.POST(`/v1/requests/{request_id}/${step}`, { params, body: { why } })).data);
    },
    onSuccess: refreshAfterChange,
  });

export const useEmergencyRollback = () =>
  useMutation({
    mutationFn: async (body: { of: 'policy' | 'model'; from?: string; why: string }) =>
      requireData((await api.POST('/v1/emergency-rollbacks', { body })).data),
    onSuccess: refreshAfterChange,
  });

export interface NewRequest {
  kind: Exclude<ChangeRequest['kind'], 'policy'>;
  /** What it is about: a version, a person, an experiment. */
  subject: string;
  content: Record<string, unknown>;
  why: string;
}

/** Proposes a change that another person approves. A policy is proposed by its own call. */
export const useProposeChange = () =>
  useMutation({
    mutationFn: async (body: NewRequest) => requireData((await api.POST('/v1/requests', { body })).data),
    onSuccess: refreshAfterChange,
  });
