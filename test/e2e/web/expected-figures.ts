/**
 * Reads from the database what the pages must show. Its queries are independent of the API's and read tables instead of
 * reporting views where they can.
 */
import type { Client } from 'pg';

/**
 * A delivered application counts once, with its newest score that was made before its outcome was published. The override
 * that holds replaces the decision.
 */
const NEWEST_SCORES = `
  newest as (
    select distinct on (application_id) * from predictions.risk_scores score
    where application_id is not null and not exists (
      select from staging.published_applications known
      join analytics.publications published on published.as_of >= greatest(known.valid_from, known.outcome_date)
      where known.application_id = score.application_id and known.defaulted is not null
        and published.published_at <= score.scored_at
    )
    order by application_id, scored_at desc, prediction_id desc
  ), scores as (
    select n.*, coalesce((select o.decision from predictions.overrides o where o.application = n.application_id
      order by o.decided_at desc, o.override_id desc limit 1), n.decision) as final_decision
    from newest n
  )`;

type Row = Record<string, unknown>;

export type ExpectedFigures = ReturnType<typeof createExpectedFigures>;

export function createExpectedFigures(database: Client) {
  const query = async <R = Row>(sql: string, values: unknown[] = []): Promise<R[]> =>
    (await database.query(sql, values)).rows as R[];
  return {
    query,
    readBands: () =>
      query<{ band: string; applications: number; mean_pd: number; expected_loss: number }>(
        `with ${NEWEST_SCORES} select band, count(*)::int as applications, avg(pd)::float as mean_pd,
           sum(expected_loss)::float as expected_loss from scores group by band order by band`,
      ),
    readDecisions: () =>
      query<{ decision: string; applications: number; exposure: number; expected_loss: number }>(
        `with ${NEWEST_SCORES} select final_decision as decision, count(*)::int as applications,
           sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss
         from scores group by final_decision`,
      ),
    readBandsAndDecisions: () =>
      query<{ band: string; decision: string; applications: number; exposure: number; expected_loss: number }>(
        `with ${NEWEST_SCORES} select band, final_decision as decision, count(*)::int as applications,
           sum(ead)::float as exposure, sum(expected_loss)::float as expected_loss
         from scores group by band, final_decision`,
      ),
    /** In steps of 25 points. */
    readScoreHistogram: () =>
      query<{ from: number; applications: number }>(
        `with ${NEWEST_SCORES} select least(300 + 25 * ((score - 300) / 25), 825)::int as from,
           count(*)::int as applications from scores group by 1 order by 1`,
      ),
    /** Of the newest scores that meet a condition. */
    readTotals: async (condition: string) => {
      const [totals] = await query<{ applications: number; mean_pd: number; expected_loss_approved: number }>(
        `with ${NEWEST_SCORES} select count(*)::int as applications, avg(pd)::float as mean_pd,
           coalesce(sum(expected_loss) filter (where final_decision = 'approve'), 0)::float as expected_loss_approved
         from scores where ${condition}`,
      );
      if (!totals) throw new Error('a count has no row');
      return totals;
    },
    /** Of all money; null where no run names one. */
    readCurrency: async () => {
      const [run] = await query<{ currency: string }>(
        'select currency from analytics.runs where currency is not null order by opened_at desc limit 1',
      );
      return run?.currency ?? null;
    },
    readRiskiest: () =>
      query<{ prediction_id: string; application_id: string; pd: number }>(
        `with ${NEWEST_SCORES} select prediction_id, application_id, pd from scores
         order by pd desc, application_id limit 20`,
      ),
  };
}

export function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
