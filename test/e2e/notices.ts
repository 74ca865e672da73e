/** A notice on the local cloud: issued by a person, taken over by the lender's system. journey.test.ts runs the test on its cloud. */
import { expect, test } from '@jest/globals';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';

/** Defines the test. `lender` is called when it runs. */
export function describeNotices(lender: () => Pick<TestCloud, 'parameter'>): void {
  test('a declined application of the night gets its notice, and its files can be downloaded', async () => {
    const token = await createPersonToken(lender().parameter('api/user-pool-id'), 'nora@example.com', ['underwriter']);
    const client = createRiskClient({ baseUrl: lender().parameter('api/url'), token: async () => token });
    const { data: before } = await client.GET('/v1/owed-notices', {});
    const [owed] = before?.owed ?? [];
    const params = { path: { prediction_id: owed?.prediction_id ?? '' } };
    const body = { kind: 'us', language: 'en', preview: false } as const;
    const { data: issued } = await client.POST('/v1/predictions/{prediction_id}/notice', { params, body });
    expect(issued?.notice).toMatchObject({ application: owed?.application, state: 'issued', decision: 'decline' });
    const path = { notice_id: issued?.notice?.notice_id ?? '' };
    const { data: notice } = await client.GET('/v1/notices/{notice_id}', { params: { path } });
    const pdf = Buffer.from(await (await fetch(notice?.pdf.url ?? '')).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await client.POST('/v1/notices/{notice_id}/delivery', { params: { path }, body: { state: 'sent' } });
    const { data: after } = await client.GET('/v1/owed-notices', {});
    expect(after?.total).toBe((before?.total ?? 0) - 1);
  }, 60_000);
}
