/** What would change decisions of a trained champion: the API decides so when it is asked again with the changes. */
import { expect, test } from '@jest/globals';
import { fetchToken } from '../../cli/environment/access-token.ts';
import { createRiskClient } from '../../clients/typescript/client.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';

/** Decisions nearest to an approval; some of them are within reach of a person. */
const DECISIONS = 30;
const ENOUGH_ANSWERS = 3;

interface StoredDecision {
  prediction_id: string;
  features: Record<string, number | string | null>;
}

export function describeCounterfactuals(getLender: () => TestCloud): void {
  test('finds what would change decisions of the champion, which decides so', async () => {
    const lender = getLender();
    const client = createRiskClient({ baseUrl: lender.parameter('api/url'), token: fetchToken });
    const { rows } = await lender.database.query<StoredDecision>(
      `select prediction_id, features from predictions.risk_scores
       where decision <> 'approve' and source = 'batch' order by pd limit ${DECISIONS}`,
    );
    let answers = 0;
    for (const { prediction_id, features } of rows) {
      if (answers >= ENOUGH_ANSWERS) break;
      const at = { params: { path: { prediction_id } } };
      const { data } = await client.GET('/v1/predictions/{prediction_id}/counterfactuals', at);
      const [smallest] = data?.counterfactuals ?? [];
      expect(data?.nothing_within_reach).toBe(smallest === undefined);
      if (!smallest) continue;
      const values = ({ changes }: Pick<typeof smallest, 'changes'>) =>
        Object.fromEntries(changes.map(({ feature, to }) => [feature, to]));
      const changed = { ...features, ...values(smallest), ...values({ changes: smallest.follows }) };
      const { data: again } = await client.POST('/v1/predict', { body: { features: changed } });
      expect([again?.decision, again?.pd]).toEqual(['approve', smallest.pd]);
      const body = { features: values(smallest) };
      const { data: tried } = await client.POST('/v1/predictions/{prediction_id}/what-if', { ...at, body });
      expect([tried?.decision, tried?.pd, tried?.changed]).toEqual(['approve', smallest.pd, true]);
      answers += 1;
    }
    expect(answers).toBeGreaterThan(0);
  }, 60_000);
}
