/** Answers about events and webhooks, with the longest texts that the API takes. It keeps what an administrator does. */
import { EventList, WebhookList, WebhookSecret } from '../../lambdas/prediction-api/contract/schemas/events.ts';
import type { Answer, ApiCall } from './dashboard-service.ts';

type Webhook = WebhookList['webhooks'][number];
type LenderEvent = EventList['events'][number];

const NOW = '2026-12-01T10:00:00.000Z';
const LONG = 'w'.repeat(100);
const BUS = '00000000-0000-4000-8000-000000000001';
const WEBHOOK = '01900000-0000-7000-8000-0000000000b1';
export const NEW_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq=';
const PERSON = { name: null, id: `gone-${'w'.repeat(120)}` };

function buildWebhook(changed: Partial<Webhook>): Webhook {
  return {
    ...{ webhook_id: WEBHOOK, kind: 'webhook', name: LONG, url: `https://${LONG}.example/events?${'q'.repeat(500)}` },
    ...{ types: ['case', 'decision.made'], state: 'paused', created_at: NOW, created_by: PERSON },
    ...{ former_secret_until: NOW, failing_since: NOW, resumes_at: NOW, sent_at: NOW, failed_at: NOW },
    ...{ error: 'private-address', waiting: 1_234_567, dead: 1 },
    ...changed,
  };
}

const QUIET: Partial<Webhook> = {
  ...{ state: 'enabled', former_secret_until: null, failing_since: null, resumes_at: null, failed_at: null },
  ...{ error: null, waiting: 0, dead: 0 },
};

function buildEvent(sequence: number, changed: Partial<LenderEvent>): LenderEvent {
  const sending = { attempts: 12, next_at: null, ended_at: NOW, status: null };
  return {
    ...{ event_id: `01900000-0000-7000-8000-${String(sequence).padStart(12, '0')}`, sequence: String(sequence) },
    ...{ type: 'decision.made', occurred_at: NOW, application: LONG, data: { application_id: LONG, score: 411 } },
    sendings: [
      { ...sending, webhook_id: BUS, name: 'Event bus', state: 'sent', error: null },
      { ...sending, webhook_id: WEBHOOK, name: LONG, state: 'dead', error: 'status-500' },
    ],
    ...changed,
  };
}

/** @param readsApplications whether the caller, by the token, sees the content of events */
export function createEventAnswers(readsApplications: (call: ApiCall) => boolean): Answer {
  const webhooks = [
    buildWebhook({ ...QUIET, webhook_id: BUS, kind: 'bus', name: 'Event bus', url: null, types: [] }),
    buildWebhook({}),
  ];
  const events = [buildEvent(2, {}), buildEvent(1, { type: 'policy.activated', application: null })];
  const change = (id: string, body: Partial<Webhook> & { enabled?: boolean; rotate_secret?: true }) => {
    const webhook = webhooks.find(({ webhook_id }) => webhook_id === id) ?? buildWebhook({});
    const { enabled, rotate_secret, ...fields } = body;
    Object.assign(webhook, fields, enabled === undefined ? {} : { state: enabled ? 'enabled' : 'disabled' });
    return { body: WebhookSecret.parse({ webhook, secret: rotate_secret ? NEW_SECRET : null }) };
  };
  return (call) => {
    const [, , list, id = '', step] = call.path.split('/');
    const { method, body } = call;
    if (list === 'webhooks' && method === 'GET') return { body: WebhookList.parse({ webhooks }) };
    if (list === 'webhooks' && !id) {
      const webhook = buildWebhook({ ...QUIET, ...body, webhook_id: '01900000-0000-7000-8000-0000000000b2' });
      webhooks.push(webhook);
      return { body: WebhookSecret.parse({ webhook, secret: NEW_SECRET }) };
    }
    if (list === 'webhooks' && step === 'test') {
      events.unshift(buildEvent(3, { type: 'webhook.test', application: null, sendings: [] }));
      return { body: { event_id: events[0]?.event_id } };
    }
    if (list === 'webhooks' && !step) return change(id, body);
    if (method === 'POST') {
      for (const event of events) for (const sending of event.sendings) sending.state = 'sent';
      for (const webhook of webhooks) webhook.dead = 0;
      return { body: { queued: 1 } };
    }
    const hidden = readsApplications(call) ? {} : { application: null, data: null };
    const shown = events.map((event) => ({ ...event, ...hidden }));
    return { body: EventList.parse({ events: shown, next_before: null, unplaced: 3 }) };
  };
}
