/** An event as it is sent: the same text at every attempt and to every receiver. */

/** A row of sql/events/list_next_events.sql. */
export interface OutgoingEvent {
  position: number;
  event_id: string;
  type: string;
  /** ISO, UTC. */
  occurred_at: string;
  data: Record<string, unknown>;
  /** Attempts so far. */
  attempts: number;
}

/** What became of one attempt. */
export interface Outcome {
  is_sent: boolean;
  /** HTTP status; null where there was no response. */
  status: number | null;
  /** What failed, in one word; nothing that the receiver wrote. */
  error: string | null;
}

export const SENT: Outcome = { is_sent: true, status: null, error: null };

export const toFailure = (error: string, status: number | null = null): Outcome => ({ is_sent: false, status, error });

/** The body of a webhook, and the detail on the event bus. */
export function formatEvent({ position, event_id, type, occurred_at, data }: OutgoingEvent): string {
  return JSON.stringify({ id: event_id, type, timestamp: occurred_at, sequence: position, data });
}
