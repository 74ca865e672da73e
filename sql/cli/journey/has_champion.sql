-- Returns a row without columns when there is a champion.
-- Grain: one row at most.
select from reporting.champion
