/** Sends an endpoint what waits for it, batch by batch, under the lease of this publisher. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { OutgoingEvent } from '../sending/outgoing-event.ts';
import type { Sender } from '../sending/senders.ts';
import { computePauseSeconds, computeRetrySeconds, countFailures, PAUSING_FAILURES } from './retry-times.ts';
import { type BatchResult, sendBatch } from './send-batch.ts';

/** Longer than a batch takes when every request ends at its timeout. */
export const LEASE_SECONDS = 120;
const BATCH_EVENTS = { bus: 500, webhook: 100 };

export interface LeasedEndpoint {
  endpoint_id: string;
  kind: 'bus' | 'webhook';
  /** Failures in a row so far. */
  failures: number;
}

export interface DrainOptions {
  database: Database;
  lease: string;
  retry_hours: number;
  /** Milliseconds since the epoch after which no batch begins. */
  endsAt: number;
}

export interface DrainReport {
  sent: number;
  failed: number;
}

/** Ends when nothing is due, the endpoint is paused, the time is over or another publisher has the lease. */
export async function drainEndpoint(
  endpoint: LeasedEndpoint,
  sender: Sender,
  options: DrainOptions,
): Promise<DrainReport> {
  const report = { sent: 0, failed: 0 };
  const { endpoint_id } = endpoint;
  let { failures } = endpoint;
  while (Date.now() < options.endsAt) {
    // One event tries whether a paused endpoint works again.
    const most = failures >= PAUSING_FAILURES ? 1 : BATCH_EVENTS[endpoint.kind];
    const values = { endpoint_id: uuid(endpoint_id), most };
    const events = await options.database.query<OutgoingEvent>(readSqlFile('events/list_next_events.sql'), values);
    if (events.length === 0) break;
    const batch = await sendBatch(sender, events);
    failures = countFailures(failures, batch);
    const pause_seconds = computePauseSeconds(failures);
    const isHeld = await recordResults(endpoint_id, batch, { ...options, failures, pause_seconds });
    report.sent += batch.sent;
    report.failed += batch.outcomes.length - batch.sent;
    if (!isHeld || pause_seconds !== null) break;
  }
  return report;
}

interface Recording extends DrainOptions {
  failures: number;
  pause_seconds: number | null;
}

async function recordResults(
  endpoint_id: string,
  { outcomes }: BatchResult,
  { database, lease, failures, pause_seconds, retry_hours }: Recording,
): Promise<boolean> {
  const results = outcomes.map(({ event: { position, attempts }, outcome }) => ({
    ...{ position, ...outcome },
    retry_seconds: outcome.is_sent ? null : computeRetrySeconds(attempts + 1),
  }));
  const [row] = await database.query<{ is_held: boolean }>(readSqlFile('events/record_results.sql'), {
    ...{ endpoint_id: uuid(endpoint_id), lease: uuid(lease), seconds: LEASE_SECONDS, results: json(results) },
    ...{ failures, pause_seconds, retry_hours },
  });
  return row?.is_held ?? false;
}
