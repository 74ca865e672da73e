/**
 * Publishes what the outbox holds: gives events their order, sends them to every endpoint, gives up what has waited too
 * long, deletes what is old, and measures the rest.
 */
import { v4 } from 'uuid';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { type Sender, unsignedSender } from '../sending/senders.ts';
import {
  type DrainOptions,
  type DrainReport,
  drainEndpoint,
  LEASE_SECONDS,
  type LeasedEndpoint,
} from './drain-endpoint.ts';

/** A row of sql/events/lease_endpoints.sql. */
export interface StoredEndpoint extends LeasedEndpoint {
  url: string | null;
  secret: string | null;
  former_secret: string | null;
}

export interface Publisher {
  database: Database;
  /** Makes the sender of an endpoint, with its secrets opened, and ends its connections afterwards. */
  openSender(endpoint: StoredEndpoint): Promise<{ sender: Sender; close: () => void }>;
}

export interface PublishLimits {
  /** Hours in which an event is tried again; then it is given up. */
  retry_hours: number;
  keep_days: number;
  /** Milliseconds after which no batch begins. */
  budget_ms: number;
}

export interface PublishReport extends DrainReport {
  placed: number;
  given_up: number;
  deleted: number;
  /** Age of the oldest event that is not on the event bus. */
  delay_seconds: number;
  /** Sendings that were given up and that nobody has sent again. */
  dead: number;
  /** Webhooks that have failed for an hour. */
  failing_webhooks: number;
}

/** Events that are placed in one transaction. */
const PLACED_EVENTS = 5000;
const GIVEN_UP_SENDINGS = 20_000;
const DELETED_EVENTS = 20_000;

export async function publishEvents(publisher: Publisher, limits: PublishLimits): Promise<PublishReport> {
  const { database } = publisher;
  const options = { database, lease: v4(), retry_hours: limits.retry_hours, endsAt: Date.now() + limits.budget_ms };
  const report = { placed: 0, sent: 0, failed: 0 };
  let isBusy = true;
  while (isBusy && Date.now() < options.endsAt) {
    const placed = await placeEvents(database);
    const { sent, failed } = await serveEndpoints(publisher, options);
    report.placed += placed;
    report.sent += sent;
    report.failed += failed;
    isBusy = placed + sent > 0;
  }
  const { retry_hours, keep_days } = limits;
  const [given_up] = await callFunction(database, 'give_up', { retry_hours, most: GIVEN_UP_SENDINGS });
  const [deleted] = await callFunction(database, 'delete_old_events', { keep_days, most: DELETED_EVENTS });
  const [measures] = await database.query<Pick<PublishReport, 'delay_seconds' | 'dead' | 'failing_webhooks'>>(
    readSqlFile('events/measure_events.sql'),
  );
  const empty = { delay_seconds: 0, dead: 0, failing_webhooks: 0 };
  return { ...report, given_up: given_up?.given_up ?? 0, deleted: deleted?.deleted ?? 0, ...empty, ...measures };
}

const callFunction = (database: Database, name: string, values: Record<string, number>) =>
  database.query<Record<string, number>>(readSqlFile(`events/${name}.sql`), values);

async function placeEvents(database: Database): Promise<number> {
  let total = 0;
  for (;;) {
    const [row] = await callFunction(database, 'place_events', { most: PLACED_EVENTS });
    const placed = row?.placed ?? 0;
    total += placed;
    if (placed < PLACED_EVENTS) return total;
  }
}

/** Endpoints are served side by side: one that hangs or fails holds no other. */
async function serveEndpoints(publisher: Publisher, options: DrainOptions): Promise<DrainReport> {
  const values = { lease: uuid(options.lease), seconds: LEASE_SECONDS };
  const endpoints = await options.database.query<StoredEndpoint>(readSqlFile('events/lease_endpoints.sql'), values);
  const served = await Promise.allSettled(endpoints.map((endpoint) => serveEndpoint(publisher, endpoint, options)));
  const report = { sent: 0, failed: 0 };
  for (const result of served) {
    if (result.status === 'rejected') throw result.reason;
    report.sent += result.value.sent;
    report.failed += result.value.failed;
  }
  return report;
}

async function serveEndpoint(
  { openSender }: Publisher,
  endpoint: StoredEndpoint,
  options: DrainOptions,
): Promise<DrainReport> {
  const { database, lease } = options;
  try {
    // Whatever the reason, such as a key that is not available: the endpoint is paused, and tried again.
    const { sender, close } = await openSender(endpoint).catch(() => ({ sender: unsignedSender, close: () => {} }));
    try {
      return await drainEndpoint(endpoint, sender, options);
    } finally {
      close();
    }
  } finally {
    const values = { endpoint_id: uuid(endpoint.endpoint_id), lease: uuid(lease) };
    // Without it the lease ends by itself.
    await database.query(readSqlFile('events/end_lease.sql'), values).catch(() => {});
  }
}
