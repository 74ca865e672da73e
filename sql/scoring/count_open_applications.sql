-- Counts the open applications by partition, and those whose customers' processing is restricted.
-- Grain: one row per partition that has one.
select partition, count(*) filter (where not is_restricted) as rows, count(*) filter (where is_restricted) as restricted
from open_applications
group by partition
