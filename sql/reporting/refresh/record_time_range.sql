-- Grain: one row: how far the scores have been taken, and that the figures have to be counted again if any was new.
update reporting.refresh_state
set scores_until = greatest(scores_until, cast(:until as timestamptz)), pending = pending or :changed
