/** Counts by score, from which the statistics of this folder are computed. Pure functions, no I/O. */

/** Applications with the same score, or in the same interval of scores. */
export interface ScoreCounts {
  applications: number;
  pd_sum: number;
  /** Applications with an outcome. */
  outcomes: number;
  /** Outcomes that are defaults. */
  bads: number;
  /** Sum of the PDs of the applications with an outcome. */
  outcome_pd_sum: number;
}

/** Counts of one score in points. Lists of them are ascending by score, which is the riskiest first. */
export interface ScorePoint extends ScoreCounts {
  score: number;
}

const NO_COUNTS: ScoreCounts = { applications: 0, pd_sum: 0, outcomes: 0, bads: 0, outcome_pd_sum: 0 };

export function addCounts(rows: readonly ScoreCounts[]): ScoreCounts {
  return rows.reduce<ScoreCounts>((total, row) => addWeighted(total, row, 1), NO_COUNTS);
}

/** Adds the given share of `row` to `total`. */
export function addWeighted(total: ScoreCounts, row: ScoreCounts, weight: number): ScoreCounts {
  return {
    applications: total.applications + weight * row.applications,
    pd_sum: total.pd_sum + weight * row.pd_sum,
    outcomes: total.outcomes + weight * row.outcomes,
    bads: total.bads + weight * row.bads,
    outcome_pd_sum: total.outcome_pd_sum + weight * row.outcome_pd_sum,
  };
}
