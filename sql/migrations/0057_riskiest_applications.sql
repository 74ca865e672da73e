-- The API reads the riskiest applications of any filter from analytics.counted_scores (migration 0066).

comment on table reporting.segment_applications is
  'Written and read by the release before migration 0055 only. Empty once analytics.counted_scores is filled';
