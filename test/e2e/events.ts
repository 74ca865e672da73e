/** Events on the local cloud: signed by the deployed function, and received. journey.test.ts runs the test on its cloud. */
import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { startReceiver } from '../../testing/events/receiver.ts';
import { waitForResult } from '../../testing/operator-steps.ts';

/** Defines the test. `lender` is called when it runs. */
export function describeEvents(lender: () => Pick<TestCloud, 'parameter'>): void {
  test('a decision arrives at a webhook, signed', async () => {
    const token = await createPersonToken(lender().parameter('api/user-pool-id'), 'ev@example.com', ['administrator']);
    const client = createRiskClient({ baseUrl: lender().parameter('api/url'), token: async () => token });
    const receiver = await startReceiver();
    const body = { name: 'loan system', url: receiver.url, types: ['decision', 'prediction'] as string[] };
    const { data: created } = await client.POST('/v1/webhooks', { body });
    const { webhook_id = '' } = created?.webhook ?? {};
    await client.POST('/v1/webhooks/{webhook_id}/test', { params: { path: { webhook_id } } });
    const request = await waitForResult(async () =>
      receiver.received.find(({ body: text }) => JSON.parse(text).type === 'webhook.test'),
    );
    expect(new Webhook(created?.secret ?? '').verify(request.body, request.headers)).toMatchObject({
      ...{ type: 'webhook.test', data: { webhook_id } },
    });
    // Decisions of the journey so far were made before the webhook was: they are on the event bus only.
    const decision = await waitForResult(async () => {
      const query = { type: 'decision', state: 'sent', limit: 1 } as const;
      const { data } = await client.GET('/v1/events', { params: { query } });
      return data?.events[0];
    });
    expect(decision.sendings).toMatchObject([{ name: 'Event bus', state: 'sent' }]);
    await client.POST('/v1/webhooks/{webhook_id}', {
      ...{ params: { path: { webhook_id } }, body: { enabled: false, overlap_hours: 0 } },
    });
    await receiver.stop();
  }, 60_000);
}
