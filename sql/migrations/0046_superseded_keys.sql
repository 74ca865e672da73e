-- Keys of superseded rows that no two rows share: a JSON array of the key's values. Joined by '/', the keys ('A', 'B/1')
-- and ('A/B', '1') were one, and the second of two such rows was lost when a run replaced both. A clash of keys is now an
-- error, which fails the run. Rows that were superseded before stay as they are: undo reads the row, never its key, and
-- rewriting years of them could exceed the time of a statement.

comment on column staging.superseded_rows.key is
  'Primary key of the row, a JSON array of its values; joined by ''/'' where it was superseded before this form';

-- Argument 1 is the table's name (a partition has its own), the others are its key columns.
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
            loser - source_columns - array['personal_data', 'ended_on', 'ended_by_run'])
    on conflict do nothing; -- the same line, rejected by an earlier attempt of the import
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
            (select jsonb_agg(old_row ->> key_column order by position)::text
             from unnest(tg_argv[1:]) with ordinality as keys (key_column, position)),
            new.run_id, old_row);
  end if;
  return new;
end
$$;

create or replace function staging.keep_replaced_attribute() returns trigger language plpgsql as $$
begin
  if old.run_id <> new.run_id then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values ('attributes', jsonb_build_array(old.table_name, old.name)::text, new.run_id, to_jsonb(old));
  end if;
  return new;
end
$$;
