/** Schemas of events for the lender's systems, and of the webhooks that receive them. */
import { z } from 'zod';
import { ApplicationId, printableText } from './identifiers.ts';
import { day } from './reports/fields.ts';
import { Person } from './requests.ts';

const SENDING_STATES = ['waiting', 'sent', 'dead'] as const;

const timestamp = z.iso.datetime();
const WebhookId = z.uuid().describe('Endpoint of events: a webhook, or the event bus');
const Position = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .describe('Place of an event in the order in which events are sent');
const EventType = z
  .string()
  .regex(/^(decision|prediction|case|notice|contest|policy|model|experiment)(\.[a-z_]{1,60})?$/)
  .describe('Type of events, such as case.decided, or all of an area, such as case');

const Types = z.array(EventType).max(50).describe('Types that it receives; empty for all');
const Name = printableText(100).describe('What people call it');
const Url = z.string().min(1).max(2000).describe('Address that receives the events by POST: https, and a public host');

export const WebhookPath = z.object({ webhook_id: WebhookId });
export const EventPath = z.object({ event_id: z.uuid().describe('Event: the header webhook-id') });

export const CreateWebhookRequest = z
  .strictObject({ name: Name, url: Url, types: Types.default([]) })
  .describe('A new receiver of events');

export const ChangeWebhookRequest = z
  .strictObject({
    name: Name.optional(),
    url: Url.optional(),
    types: Types.optional(),
    enabled: z.boolean().optional().describe('false: nothing is queued or sent until it is true again'),
    rotate_secret: z.literal(true).optional().describe('Makes a new secret, which the response returns once'),
    overlap_hours: z
      .int()
      .min(0)
      .max(168)
      .default(24)
      .describe('Hours in which the former secret signs too, so that the receiver can change at any time'),
  })
  .describe('What to change of a webhook; the rest stays');

const Webhook = z
  .object({
    webhook_id: WebhookId,
    kind: z.enum(['bus', 'webhook']).describe('bus: the event bus of this environment, which is always there'),
    name: z.string(),
    url: z.string().nullable(),
    types: z.array(z.string()),
    state: z
      .enum(['enabled', 'paused', 'disabled'])
      .describe('paused: it fails, and is tried with one event at a time'),
    created_at: timestamp,
    created_by: Person,
    former_secret_until: timestamp.nullable().describe('Until then the former secret signs too'),
    failing_since: timestamp.nullable().describe('First failure since the last success'),
    resumes_at: timestamp.nullable().describe('When a paused one is tried next'),
    sent_at: timestamp.nullable().describe('Last success'),
    failed_at: timestamp.nullable().describe('Last failure'),
    error: z.string().nullable().describe('What the last failure was, such as status-500, timeout or private-address'),
    waiting: z.int().describe('Events that wait for it'),
    dead: z.int().describe('Events that were given up and can be sent again'),
  })
  .describe('A receiver of events');

export const WebhookList = z.object({ webhooks: z.array(Webhook) });
export type WebhookList = z.infer<typeof WebhookList>;

export const WebhookSecret = z
  .object({
    webhook: Webhook,
    secret: z.string().nullable().describe('The new secret, shown once; null where none was made'),
  })
  .describe('A created or changed webhook');
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const QueuedTest = z.object({ event_id: z.uuid() }).describe('The event webhook.test that was queued');

export const ResendEventRequest = z
  .strictObject({ webhook_id: WebhookId.optional().describe('Only to this one; left out, to all that had it') })
  .describe('To whom an event is sent again');

export const QueuedSendings = z.object({ queued: z.int().describe('Sendings that were queued again') });

export const EventsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Events in the response'),
  before: Position.optional().describe('Continues a list: next_before of the previous response'),
  type: EventType.optional().describe('Only this type, or all of an area'),
  application: ApplicationId.optional().describe('Only events of this application'),
  state: z.enum(SENDING_STATES).optional().describe('Only events with a sending in this state'),
  webhook_id: WebhookId.optional().describe('Only events that this one receives'),
  from: day.optional().describe('Only events from this day on, UTC'),
  to: day.optional().describe('Only events up to this day, included'),
});

const Sending = z
  .object({
    webhook_id: WebhookId,
    name: z.string(),
    state: z.enum(SENDING_STATES).describe('dead: given up after the last retry'),
    attempts: z.int(),
    next_at: timestamp.nullable().describe('When it is tried next; null unless it waits'),
    ended_at: timestamp.nullable().describe('When it was sent or given up'),
    status: z.int().nullable().describe('HTTP status of the last response'),
    error: z.string().nullable().describe('What the last failure was'),
  })
  .describe('One event on its way to one receiver');

const Event = z
  .object({
    event_id: z.uuid(),
    sequence: Position,
    type: z.string(),
    occurred_at: timestamp,
    application: z.string().nullable().describe('Null for policies, models and experiments, and for administrators'),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What is sent; null for administrators, who read no application'),
    sendings: z.array(Sending),
  })
  .describe('Something that happened, and what became of its sending');

export const EventList = z.object({
  events: z.array(Event).describe('Newest first'),
  next_before: Position.nullable().describe('Pass it as before to continue the list; null at its end'),
  unplaced: z.int().describe('Events that the publisher has not seen yet; they are in the list within a minute'),
});
export type EventList = z.infer<typeof EventList>;

/** Components of the OpenAPI document. */
export const eventComponents = {
  ...{ CreateWebhookRequest, ChangeWebhookRequest, Webhook, WebhookList, WebhookSecret, QueuedTest },
  ...{ ResendEventRequest, QueuedSendings, EventSending: Sending, Event, EventList },
};
