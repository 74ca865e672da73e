-- Lineage: which delivered files a published run's features rest on. Every score keeps it as evidence.

create view analytics.run_lineage as
select run.run_id,
  jsonb_build_object('run_id', run.run_id, 'files', coalesce((
    select jsonb_agg(
      jsonb_build_object('as_of', source.as_of, 'table', file.table_name, 'file', file.file, 'sha256', file.sha256)
      order by source.as_of, source.published_at, file.table_name, file.file)
    from analytics.publications source
    join staging.loads file using (run_id)
    where (source.published_at, source.run_id) <= (run.published_at, run.run_id)
      -- A full delivery of a table says all there is to say: what came before it no longer counts.
      and not exists (
        select from staging.loads whole
        join analytics.publications whole_source using (run_id)
        where whole.table_name = file.table_name and whole.mode = 'full'
          and (whole_source.published_at, whole_source.run_id) > (source.published_at, source.run_id)
          and (whole_source.published_at, whole_source.run_id) <= (run.published_at, run.run_id)
      )
  ), '[]')) as lineage
from analytics.publications run;
comment on view analytics.run_lineage is
  'One row per published run: the delivered files behind its features, since the newest full delivery of each table';
comment on column analytics.run_lineage.run_id is 'Published run';
comment on column analytics.run_lineage.lineage is '{ run_id, files: [{ as_of, table, file, sha256 }] }, oldest delivery first';

grant select on analytics.run_lineage to risk_etl, risk_api_score;
