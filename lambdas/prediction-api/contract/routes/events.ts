/** Routes of events for the lender's systems, and of the webhooks that receive them. */
import { WEBHOOK_CHANGERS, WEBHOOK_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  ChangeWebhookRequest,
  CreateWebhookRequest,
  EventList,
  EventPath,
  EventsQuery,
  QueuedSendings,
  QueuedTest,
  ResendEventRequest,
  WebhookList,
  WebhookPath,
  WebhookSecret,
} from '../schemas/events.ts';

const read = { handler: 'governance', method: 'GET', scope: 'risk/govern', roles: WEBHOOK_READERS } as const;
const change = { handler: 'governance', method: 'POST', scope: 'risk/govern', roles: WEBHOOK_CHANGERS } as const;

export const webhooksRoute = defineRoute({
  ...read,
  operationId: 'listWebhooks',
  path: '/v1/webhooks',
  summary: 'List receivers of events',
  description: 'The event bus and the webhooks of the lender, with what waits for each and its last failure.',
  response: WebhookList,
  problems: SECURED_STATUSES,
});

export const createWebhookRoute = defineRoute({
  ...change,
  operationId: 'createWebhook',
  path: '/v1/webhooks',
  summary: 'Create a webhook',
  description:
    'Events from now on are sent to its address, signed with the secret that the response returns once. The address is https with a public host.',
  body: CreateWebhookRequest,
  response: WebhookSecret,
  problems: [...SECURED_STATUSES, 400, 409, 413, 422],
});

export const changeWebhookRoute = defineRoute({
  ...change,
  operationId: 'changeWebhook',
  path: '/v1/webhooks/{webhook_id}',
  summary: 'Change a webhook',
  description:
    'Changes name, address, types, whether it is enabled, or the secret. Another address, or enabling it, ends a pause.',
  params: WebhookPath,
  body: ChangeWebhookRequest,
  response: WebhookSecret,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const testWebhookRoute = defineRoute({
  ...change,
  operationId: 'testWebhook',
  path: '/v1/webhooks/{webhook_id}/test',
  summary: 'Send a test event',
  description: 'Queues an event of the type webhook.test for one receiver and asks the publisher to send it now.',
  params: WebhookPath,
  response: QueuedTest,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});

export const resendDeadRoute = defineRoute({
  ...change,
  operationId: 'resendDeadEvents',
  path: '/v1/webhooks/{webhook_id}/resend',
  summary: 'Send given-up events again',
  description: 'Queues what was given up for one receiver again, the oldest 20,000 events of it.',
  params: WebhookPath,
  response: QueuedSendings,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});

export const eventsRoute = defineRoute({
  ...read,
  operationId: 'listEvents',
  path: '/v1/events',
  summary: 'List events',
  description:
    'What happened and what became of its sending, in pages, newest first. Administrators see no application and no content.',
  query: EventsQuery,
  response: EventList,
  problems: [...SECURED_STATUSES, 400],
});

export const resendEventRoute = defineRoute({
  ...change,
  operationId: 'resendEvent',
  path: '/v1/events/{event_id}/resend',
  summary: 'Send an event again',
  description: 'Queues an event again that was sent or given up, with the same id, so that receivers know it.',
  params: EventPath,
  body: ResendEventRequest,
  response: QueuedSendings,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});
