-- Grain: one row per model that is champion or challenger.
select version, stage from reporting.models where stage in ('champion', 'challenger')
