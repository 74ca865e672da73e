-- Grain: one row per attribute of the lender's own that the newest published run declares.
select table_name, name, type, use from staging.published_attributes
