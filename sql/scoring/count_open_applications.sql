-- Grain: one row per partition that has open applications to score.
select partition, count(*) as rows
from open_applications
group by partition
