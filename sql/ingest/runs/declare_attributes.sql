-- Stores the attributes that a manifest declares; the newest declaration of an attribute replaces the others.
-- Grain: one row per table and attribute. Parameters: run_id, attributes (JSON array of objects).
insert into staging.attributes (table_name, name, type, use, label, reason, actionable, run_id)
select table_name, name, type, use, label, reason, actionable, :run_id
from json_to_recordset(:attributes)
  as declared (table_name text, name text, type text, use text, label text, reason text, actionable jsonb)
on conflict (table_name, name) do update set
  (type, use, label, reason, actionable, run_id, declared_at) =
  (excluded.type, excluded.use, excluded.label, excluded.reason, excluded.actionable, excluded.run_id,
    excluded.declared_at)
