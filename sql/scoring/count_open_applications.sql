-- Counts the open applications by partition.
-- Grain: one row per partition that has one.
select partition, count(*) as rows
from open_applications
group by partition
