-- Lists the dimensions in their order.
-- Grain: one row per dimension.
select dimension_id from reporting.dimensions order by 1
