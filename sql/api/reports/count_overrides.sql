-- Counts the applications whose decision a person overrode. Every application is in one risk band.
-- Grain: one row. Parameters: none.
select coalesce(sum(overrides), 0) as overrides from reporting.segments where dimension = 'risk_band'
