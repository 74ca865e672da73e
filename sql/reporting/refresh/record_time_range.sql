-- Records that the scores until a time are copied.
-- Grain: one row. Parameters: until.
update reporting.refresh_state
set scores_until = greatest(scores_until, cast(:until as timestamptz)),
  newest_score_at = greatest(newest_score_at, (select max(scored_at) from fresh_scores))
