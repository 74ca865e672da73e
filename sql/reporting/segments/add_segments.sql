-- Adds the segments that the code defines, and updates labels that changed.
-- Grain: one row per segment. Parameters: dimensions (JSON).
insert into reporting.segment_names (dimension_id, segment_no, segment, label, position)
select known.dimension_id, segment.segment_no, segment.segment, segment.label, segment.position
from jsonb_to_recordset(cast(:dimensions as jsonb)) as requested (dimension text, segments jsonb)
join reporting.dimensions known using (dimension)
cross join jsonb_to_recordset(requested.segments)
  as segment (segment_no smallint, segment text, label text, position integer)
on conflict (dimension_id, segment_no) do update
set label = excluded.label, position = excluded.position
where (segment_names.label, segment_names.position) is distinct from (excluded.label, excluded.position)
