-- Grain: one row per band, and the two rests of every dimension; a changed label is taken over.
insert into reporting.segment_names (dimension_id, segment_no, segment, label, position)
select known.dimension_id, segment.segment_no, segment.segment, segment.label, segment.position
from jsonb_to_recordset(cast(:dimensions as jsonb)) as asked (dimension text, segments jsonb)
join reporting.dimensions known using (dimension)
cross join jsonb_to_recordset(asked.segments)
  as segment (segment_no smallint, segment text, label text, position integer)
on conflict (dimension_id, segment_no) do update
set label = excluded.label, position = excluded.position
where (segment_names.label, segment_names.position) is distinct from (excluded.label, excluded.position)
