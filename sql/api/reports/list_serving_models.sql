-- Lists the champion and the challenger.
-- Grain: one row per model. Parameters: none.
select version, stage from reporting.models where stage in ('champion', 'challenger')
