-- How long each stage of a run took, as its workflow saw it.

create table analytics.run_stages (
  run_id uuid not null references analytics.runs,
  position smallint not null check (position >= 1),
  stage text not null,
  state text not null check (state in ('done', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz not null check (ended_at >= started_at),
  primary key (run_id, position)
);
comment on table analytics.run_stages is 'One row per run and stage of its workflow, written when the run closes';
comment on column analytics.run_stages.run_id is 'Run';
comment on column analytics.run_stages.position is 'Order in the run, from 1';
comment on column analytics.run_stages.stage is 'verify, prepare, import, features, quality, publish or score';
comment on column analytics.run_stages.state is 'done; failed: the run ended in it';
comment on column analytics.run_stages.started_at is 'When it began';
comment on column analytics.run_stages.ended_at is 'When it ended';

create view reporting.run_stages as
select s.run_id, r.as_of, s.position::integer as position, s.stage,
  case s.stage
    when 'verify' then 'Verify the manifest' when 'prepare' then 'Prepare the files' when 'import' then 'Import the rows'
    when 'features' then 'Build features' when 'quality' then 'Check quality' when 'publish' then 'Publish'
    when 'score' then 'Score open applications' else s.stage
  end as label,
  s.state, s.started_at, s.ended_at, extract(epoch from s.ended_at - s.started_at)::double precision as duration_seconds
from analytics.run_stages s
join analytics.runs r using (run_id);
comment on view reporting.run_stages is 'One row per run and stage of its workflow; none while the run is at work';
comment on column reporting.run_stages.run_id is 'Run';
comment on column reporting.run_stages.as_of is 'as_of of its delivery';
comment on column reporting.run_stages.position is 'Order in the run, from 1';
comment on column reporting.run_stages.stage is 'verify, prepare, import, features, quality, publish or score';
comment on column reporting.run_stages.label is 'Its name for people';
comment on column reporting.run_stages.state is 'done; failed: the run ended in it';
comment on column reporting.run_stages.started_at is 'When it began';
comment on column reporting.run_stages.ended_at is 'When it ended';
comment on column reporting.run_stages.duration_seconds is 'How long it took, seconds';

grant select, insert on analytics.run_stages to risk_etl;
grant select on reporting.run_stages to risk_reporting, risk_api_read;
