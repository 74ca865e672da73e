-- Personal data enters the database sealed: names, identifiers and addresses under a key per person that is kept
-- elsewhere (docs/privacy.md), so that backups hold nothing that erasing that key does not erase.

alter table staging.customers add column personal_data text;
comment on column staging.customers.personal_data is
  'full_name, national_id, email, phone and address as delivered, sealed under a key of this person''s that lies outside the database (lambdas/shared/personal-data); null when none was delivered. Deleting the key erases it';
comment on table staging.customers is
  'One row per customer and delivery: history is kept, so a later income never changes an earlier feature. Personal data is sealed';

-- As before, but a rejected row keeps no personal data, not even sealed: nobody needs it to mend a delivery.
create or replace function staging.keep_replaced_row() returns trigger language plpgsql as $$
declare
  source_columns constant text[] := array['run_id', 'source_file', 'source_line', 'loaded_at'];
  old_row constant jsonb := to_jsonb(old);
  is_changed constant boolean := (old_row - source_columns) is distinct from (to_jsonb(new) - source_columns);
  new_wins constant boolean :=
    (new.source_file collate "C", new.source_line) >= (old.source_file collate "C", old.source_line);
  is_of_this_run boolean := old.run_id = new.run_id;
  loser jsonb;
begin
  if is_of_this_run then
    if old.source_file = new.source_file and old.source_line = new.source_line then
      return new;
    end if;
    loser := case when new_wins then old_row else to_jsonb(new) end;
    insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
    values (new.run_id, tg_argv[0], loser ->> 'source_file', (loser ->> 'source_line')::bigint, 'duplicate_key',
            loser - source_columns - 'personal_data')
    on conflict do nothing;
    if not new_wins then
      return null; -- the stored row stays as it is
    end if;
    -- The loser may have had the very values of an earlier run: then these are what is superseded.
    select old.loaded_at >= opened_at into is_of_this_run from analytics.runs where run_id = new.run_id;
  end if;
  if not is_changed then
    new.loaded_at := old.loaded_at;
  elsif is_of_this_run is not true then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values (tg_argv[0],
            (select string_agg(old_row ->> key_column, '/' order by position)
             from unnest(tg_argv[1:]) with ordinality as keys (key_column, position)),
            new.run_id, old_row)
    on conflict do nothing;
  end if;
  return new;
end
$$;
