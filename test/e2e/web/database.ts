/**
 * What the database holds, asked by queries of the tests' own over the tables themselves where that is possible, and not
 * by those that the API answers with.
 */
import type { Client } from 'pg';

/** An application counts once, with its newest score; a decision is a person's newest, else the policy's. */
const NEWEST = `
  newest as (
    select distinct on (coalesce(application_id, prediction_id::text)) * from predictions.risk_scores
    where customer_id is not null
    order by coalesce(application_id, prediction_id::text), scored_at desc, prediction_id desc
  ), held as (
    select n.*, coalesce((select o.decision from predictions.overrides o where o.prediction_id = n.prediction_id
      order by o.decided_at desc, o.override_id desc limit 1), n.decision) as holds
    from newest n
  )`;

type Row = Record<string, unknown>;

export function holdings(database: Client) {
  const rows = async <R = Row>(sql: string, values: unknown[] = []): Promise<R[]> =>
    (await database.query(sql, values)).rows as R[];
  return {
    rows,
    bands: () =>
      rows<{ band: string; applications: number; mean_pd: number; expected_loss: number }>(
        `with ${NEWEST} select band, count(*)::int as applications, avg(pd)::float as mean_pd,
           sum(expected_loss)::float as expected_loss from held group by band order by band`,
      ),
    decisions: () =>
      rows<{ decision: string; applications: number }>(
        `with ${NEWEST} select holds as decision, count(*)::int as applications from held group by holds`,
      ),
    bandsAndDecisions: () =>
      rows<{ band: string; decision: string; applications: number; exposure: number; expected_loss: number }>(
        `with ${NEWEST} select band, holds as decision, count(*)::int as applications, sum(ead)::float as exposure,
           sum(expected_loss)::float as expected_loss from held group by band, holds`,
      ),
    scoresPer25: () =>
      rows<{ from: number; applications: number }>(
        `with ${NEWEST} select least(300 + 25 * ((score - 300) / 25), 825)::int as from, count(*)::int as applications
         from held group by 1 order by 1`,
      ),
    riskiest: () =>
      rows<{ prediction_id: string; application_id: string; pd: number }>(
        `with ${NEWEST} select prediction_id, application_id, pd from held order by pd desc, application_id limit 20`,
      ),
  };
}

export type Holdings = ReturnType<typeof holdings>;
