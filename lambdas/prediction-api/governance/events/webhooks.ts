/** GET and POST /v1/webhooks…: receivers of events, their secrets and tests. */
import { v7 } from 'uuid';
import { json, uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { createSecret } from '../../../shared/webhooks/webhook-secret.ts';
import { findUrlFault } from '../../../shared/webhooks/webhook-url.ts';
import type {
  changeWebhookRoute,
  createWebhookRoute,
  resendDeadRoute,
  testWebhookRoute,
} from '../../contract/routes/events.ts';
import type { WebhookList, WebhookSecret } from '../../contract/schemas/events.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { readPerson } from '../people.ts';
import { callGovernance, createRefusal } from '../refusals.ts';
import type { EventDependencies } from './dependencies.ts';

type Webhook = WebhookList['webhooks'][number];

/** A row of sql/api/events/list_endpoints.sql. */
interface StoredEndpoint extends Omit<Webhook, 'webhook_id' | 'state' | 'created_by' | 'former_secret_until'> {
  endpoint_id: string;
  is_enabled: boolean;
  former_until: string | null;
  created_by: string;
}

export async function listWebhooks(dependencies: EventDependencies): Promise<WebhookList> {
  const rows = await queryEndpoints(dependencies, null);
  return { webhooks: await Promise.all(rows.map((row) => toWebhook(dependencies, row))) };
}

/** @throws {Problem} when the address cannot be used (422), or there are as many webhooks as may be (409) */
export async function createWebhook(
  dependencies: EventDependencies,
  { body: { name, url, types }, caller }: OperationInput<typeof createWebhookRoute>,
): Promise<WebhookSecret> {
  refuseUnusableUrl(dependencies, url);
  const endpoint_id = v7();
  const secret = createSecret();
  const sealed = await dependencies.sealSecret(endpoint_id, secret);
  const values = { endpoint_id: uuid(endpoint_id), name, url, types: json(types), secret: sealed };
  await callEvents(dependencies, 'create_webhook', { ...values, by_person: caller.name });
  return { webhook: await readWebhook(dependencies, endpoint_id), secret };
}

/** @throws {Problem} when there is no such webhook (404), it is the event bus (409), or the address cannot be used (422) */
export async function changeWebhook(
  dependencies: EventDependencies,
  { params: { webhook_id }, body, caller }: OperationInput<typeof changeWebhookRoute>,
): Promise<WebhookSecret> {
  const { name, url, types, enabled, rotate_secret, overlap_hours } = body;
  if (url !== undefined) refuseUnusableUrl(dependencies, url);
  const secret = rotate_secret ? createSecret() : null;
  const sealed = secret && (await dependencies.sealSecret(webhook_id, secret));
  await callEvents(dependencies, 'change_webhook', {
    ...{ endpoint_id: uuid(webhook_id), name: name ?? null, url: url ?? null, types: json(types ?? null) },
    ...{ enabled: enabled ?? null, secret: sealed, overlap_hours, by_person: caller.name },
  });
  return { webhook: await readWebhook(dependencies, webhook_id), secret };
}

/** @throws {Problem} when there is no such webhook (404) or it is disabled (409) */
export async function testWebhook(
  dependencies: EventDependencies,
  { params: { webhook_id }, caller }: OperationInput<typeof testWebhookRoute>,
): Promise<{ event_id: string }> {
  const values = { endpoint_id: uuid(webhook_id), by_person: caller.name };
  const [row] = await callEvents<{ event_id: string }>(dependencies, 'test_webhook', values);
  await dependencies.publish();
  return { event_id: row?.event_id ?? '' };
}

/** @throws {Problem} when there is no such webhook (404), it is disabled or nothing was given up (409) */
export async function resendDeadEvents(
  dependencies: EventDependencies,
  { params: { webhook_id }, caller }: OperationInput<typeof resendDeadRoute>,
): Promise<{ queued: number }> {
  const values = { endpoint_id: uuid(webhook_id), by_person: caller.name };
  const [row] = await callEvents<{ queued: number }>(dependencies, 'send_dead_again', values);
  await dependencies.publish();
  return { queued: row?.queued ?? 0 };
}

function refuseUnusableUrl({ addressRules }: EventDependencies, url: string): void {
  const fault = findUrlFault(url, addressRules());
  if (fault === null) return;
  const detail = `The address ${fault}. Nothing was changed.`;
  throw new Problem(422, 'unusable-address', detail, [{ path: 'url', message: `It ${fault}` }]);
}

const queryEndpoints = ({ database }: EventDependencies, endpoint_id: string | null) =>
  database().query<StoredEndpoint>(readSqlFile('api/events/list_endpoints.sql'), { endpoint_id: uuid(endpoint_id) });

export const callEvents = <Row>(
  { database }: EventDependencies,
  name: string,
  values: Parameters<ReturnType<EventDependencies['database']>['query']>[1],
) => callGovernance(() => database().query<Row>(readSqlFile(`api/events/${name}.sql`), values));

async function readWebhook(dependencies: EventDependencies, endpoint_id: string): Promise<Webhook> {
  const [row] = await queryEndpoints(dependencies, endpoint_id);
  if (!row) throw createRefusal('unknown-webhook');
  return toWebhook(dependencies, row);
}

async function toWebhook({ readName }: EventDependencies, row: StoredEndpoint): Promise<Webhook> {
  const { endpoint_id, kind, name, url, types, error, waiting, dead, is_enabled, resumes_at } = row;
  const toTime = (at: string | null) => at && toIsoTime(at);
  return {
    ...{ webhook_id: endpoint_id, kind, name, url, types, error, waiting, dead },
    state: !is_enabled ? 'disabled' : resumes_at === null ? 'enabled' : 'paused',
    created_at: toIsoTime(row.created_at),
    created_by: await readPerson(readName, row.created_by),
    ...{ former_secret_until: toTime(row.former_until), failing_since: toTime(row.failing_since) },
    ...{ resumes_at: toTime(resumes_at), sent_at: toTime(row.sent_at), failed_at: toTime(row.failed_at) },
  };
}
