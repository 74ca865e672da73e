/** Step that creates a webhook and sends it a test event, as an administrator does. Its host does not exist anywhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { CheckFailed, check, getFact, type SmokeStep } from '../smoke-step.ts';
import { signInStep } from './sign-in.ts';

const POLL_MILLISECONDS = 1000;
const MAX_POLLS = 60;
/** The top-level domain .invalid never resolves (RFC 2606). */
const URL_OF_NOBODY = 'https://smoke.invalid/events';

export const eventStep: SmokeStep = {
  name: 'event to a webhook',
  needs: [signInStep.name],
  removals: [rowsRemoval],
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    // sql/cli/smoke/remove_rows.sql finds it by the name.
    const { data: created } = await person.POST('/v1/webhooks', {
      body: { name: 'smoke', url: URL_OF_NOBODY, types: ['policy'] },
    });
    check(created, 'no webhook was created');
    check(created.secret?.startsWith('whsec_'), 'the webhook has no secret');
    const { webhook_id } = created.webhook;
    const at = { params: { path: { webhook_id } } };
    await person.POST('/v1/webhooks/{webhook_id}/test', at);
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      const { data } = await person.GET('/v1/events', { params: { query: { webhook_id } } });
      const error = data?.events[0]?.sendings.find((sending) => sending.webhook_id === webhook_id)?.error;
      if (error) {
        await person.POST('/v1/webhooks/{webhook_id}', { ...at, body: { enabled: false, overlap_hours: 0 } });
        check(error === 'unknown-host', `the test event failed with ${error}`);
        return 'a test event was signed and tried, and a host that does not exist is named';
      }
      await sleep(POLL_MILLISECONDS, undefined, { signal: context.signal });
    }
    throw new CheckFailed(`the test event was not tried within ${(MAX_POLLS * POLL_MILLISECONDS) / 1000} seconds`);
  },
};
