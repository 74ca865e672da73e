-- Grain: one row: applications that a person decided. Every application is in one risk band.
select coalesce(sum(overrides), 0) as overrides from reporting.segments where dimension = 'risk_band'
