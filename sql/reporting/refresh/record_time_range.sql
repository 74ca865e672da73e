-- Records that the scores until a time are copied. When a score was new, the aggregates must be counted again.
-- Grain: one row. Parameters: until, changed.
update reporting.refresh_state
set scores_until = greatest(scores_until, cast(:until as timestamptz)), pending = pending or :changed,
  newest_score_at = greatest(newest_score_at, (select max(scored_at) from fresh_scores))
