-- Lists the attributes that the newest published run declares. Grain: one row per attribute.
select table_name, name, type, use from staging.published_attributes
