/** Sends events to each kind of endpoint: to the event bus in entries of ten, to a webhook one by one and signed. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { formatEvent, type Outcome, type OutgoingEvent, SENT, toFailure } from './outgoing-event.ts';
import type { Poster } from './post-event.ts';
import { signEvent } from './sign-event.ts';

/** Sends a group of events and says what became of each, in their order. It does not throw. */
export interface Sender {
  /** Events in a call. */
  groupSize: number;
  send(events: readonly OutgoingEvent[]): Promise<Outcome[]>;
}

/** The most entries of a call of PutEvents. */
const BUS_ENTRIES = 10;
const SOURCE = 'financial-risk';
const UNSIGNED = 'secret-unreadable';

/** PutEvents accepts and refuses each entry by itself. */
export function createBusSender(client: EventBridgeClient, bus: string): Sender {
  return {
    groupSize: BUS_ENTRIES,
    async send(events) {
      const entries = events.map((event) => ({
        ...{ EventBusName: bus, Source: SOURCE, DetailType: event.type, Time: new Date(event.occurred_at) },
        Detail: formatEvent(event),
      }));
      try {
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
        return events.map((_, i) => (Entries[i]?.EventId ? SENT : toFailure(Entries[i]?.ErrorCode ?? 'bus-refused')));
      } catch (error) {
        return events.map(() => toFailure(error instanceof Error ? error.name : 'bus-unavailable'));
      }
    },
  };
}

export interface WebhookTarget {
  url: string;
  /** The secret, and the former one while a rotation lasts. */
  secrets: readonly string[];
}

export function createWebhookSender(poster: Poster, { url, secrets }: WebhookTarget): Sender {
  return {
    groupSize: 1,
    send: (events) => Promise.all(events.map((event) => postSigned(poster, event, { url, secrets }))),
  };
}

async function postSigned(poster: Poster, event: OutgoingEvent, { url, secrets }: WebhookTarget): Promise<Outcome> {
  const body = formatEvent(event);
  const message = { id: event.event_id, at: new Date(), body };
  let headers: Record<string, string>;
  try {
    headers = signEvent(message, secrets);
  } catch {
    return toFailure(UNSIGNED);
  }
  return poster.post(url, headers, body);
}

/** Sends nothing, where the secrets of an endpoint cannot be opened: its events wait as for any failing endpoint. */
export const unsignedSender: Sender = {
  groupSize: 1,
  send: async (events) => events.map(() => toFailure(UNSIGNED)),
};
