/** A contest from the notice to the case. journey.test.ts runs the test on its cloud. */
import { expect, test } from '@jest/globals';
import { contestByLink } from '../../cli/smoke/contest-by-link.ts';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';

/** Defines the tests. `lender` is called when they run. */
export function describeContest(lender: () => Pick<TestCloud, 'parameter' | 'database'>): void {
  test('an applicant contests a declined application of the night by the link in the notice', async () => {
    const { parameter, database } = lender();
    const token = await createPersonToken(parameter('api/user-pool-id'), 'una@example.com', ['underwriter']);
    const person = createRiskClient({ baseUrl: parameter('api/url'), token: async () => token });
    const { rows } = await database.query<{ prediction_id: string }>(
      `select s.prediction_id from predictions.risk_scores s
       where s.decision = 'decline' and s.source = 'batch' and s.override_id is null
         and not exists (select from predictions.risk_scores later
           where later.application_id = s.application_id and later.scored_at > s.scored_at)
       order by s.prediction_id limit 1`,
    );
    const prediction_id = rows[0]?.prediction_id ?? '';
    // The API itself serves the calls of the page, whose address the dashboard forwards.
    const case_id = await contestByLink({ person, dashboardUrl: parameter('api/url'), prediction_id });
    expect(case_id).toMatch(/^[0-9a-f-]{36}$/);
  }, 120_000);
}
