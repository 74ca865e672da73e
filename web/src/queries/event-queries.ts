/** The API requests of the page of events and webhooks. */
import { useMutation } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { EventFilter, WebhookChange, WebhookRequest } from './api-types.ts';
import { refreshAfterChange } from './query-client.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

const PAGE_EVENTS = 50;

export const useWebhooks = () =>
  useApiQuery(['webhooks'], async () => requireData((await api.GET('/v1/webhooks', {})).data).webhooks, {
    isShared: true,
  });

export const useEvents = (filter: EventFilter) =>
  useApiQuery(
    ['events', filter],
    async () =>
      requireData((await api.GET('/v1/events', { params: { query: { limit: PAGE_EVENTS, ...filter } } })).data),
    { isShared: true },
  );

export const useCreateWebhook = () =>
  useMutation({
    mutationFn: async (body: WebhookRequest) => requireData((await api.POST('/v1/webhooks', { body })).data),
    onSuccess: refreshAfterChange,
  });

export const useChangeWebhook = (webhook_id: string) =>
  useMutation({
    mutationFn: async (body: WebhookChange) => {
      const params = { path: { webhook_id } };
      return requireData((await api.POST('/v1/webhooks/{webhook_id}', { params, body })).data);
    },
    onSuccess: refreshAfterChange,
  });

export const useTestWebhook = (webhook_id: string) =>
  useMutation({
    mutationFn: async () => {
      const params = { path: { webhook_id } };
      return requireData((await api.POST('/v1/webhooks/{webhook_id}/test', { params })).data);
    },
    onSuccess: refreshAfterChange,
  });

/** Sends what was given up again. */
export const useResendDead = (webhook_id: string) =>
  useMutation({
    mutationFn: async () => {
      const params = { path: { webhook_id } };
      return requireData((await api.POST('/v1/webhooks/{webhook_id}/resend', { params })).data);
    },
    onSuccess: refreshAfterChange,
  });

export const useResendEvent = () =>
  useMutation({
    mutationFn: async (event_id: string) => {
      const params = { path: { event_id } };
      return requireData((await api.POST('/v1/events/{event_id}/resend', { params, body: {} })).data);
    },
    onSuccess: refreshAfterChange,
  });
