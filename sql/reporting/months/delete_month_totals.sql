-- Deletes the totals of a month before they are counted again.
-- Grain: one row per month. Parameters: month.
with scores as (
  delete from reporting.score_totals where month = :month
)
delete from reporting.segment_month_totals where month = :month
