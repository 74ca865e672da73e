-- The functions of the local aws_s3, with Aurora's signatures.
--
-- Privileges: the two public functions run as their caller, who needs INSERT on the table, or SELECT on the tables of
-- the query. Only the functions that start a program run as the extension's owner. Every role can call those directly,
-- so they validate their arguments: options are parsed against a list, names are quoted, and the program is always the
-- same command with one hexadecimal argument. The address of S3 comes from the server's environment, which no caller
-- can change.

-- The command that transfers an object; the shell expands $… from the server's environment.
create or replace function aws_s3._command(verb text, request jsonb) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
return '"$AWS_S3_NODE" "$AWS_S3_PROGRAM" ' || verb || ' ' || encode(convert_to(request::text, 'UTF8'), 'hex');

-- Parses the options of COPY: '(format csv, force_null (a, b))' → {"format": "csv", "force_null": ["a", "b"]}.
create or replace function aws_s3._options(options text, known text[]) returns jsonb
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $body$
declare
  rest text := btrim(coalesce(options, ''), E' \t\r\n');
  found text[];
  parsed jsonb := '{}';
begin
  if rest ~ '^\(.*\)$' then
    rest := btrim(substr(rest, 2, length(rest) - 2), E' \t\r\n');
  end if;
  while rest <> '' loop
    found := regexp_match(
      rest, $re$^(\w+)\s*('(?:[^']|'')*'|\$\$[^$]*\$\$|\([^()]*\)|[^\s,()'$]+)?\s*(?:,\s*|$)(.*)$$re$);
    if found is null then
      raise exception 'aws_s3: options are not understood from "%" on', rest using errcode = 'syntax_error';
    end if;
    if lower(found[1]) <> all (known) then
      raise exception 'option "%" not recognized', lower(found[1]) using errcode = 'syntax_error';
    end if;
    parsed := parsed || jsonb_build_object(lower(found[1]), case
      when found[2] is null then to_jsonb('true'::text)
      when found[2] like '(%' then to_jsonb(aws_s3._names(btrim(found[2], '()')))
      when found[2] like '$$%' then to_jsonb(btrim(found[2], '$'))
      when found[2] like '''%' then to_jsonb(replace(substr(found[2], 2, length(found[2]) - 2), '''''', ''''))
      else to_jsonb(found[2])
    end);
    rest := found[3];
  end loop;
  return parsed;
end
$body$;

-- Parses a list of column names as identifiers: 'a, "B"' → {a,B}; null for an empty list.
create or replace function aws_s3._names(list text) returns text[]
language sql immutable
set search_path = pg_catalog, pg_temp
return (select array_agg((parse_ident(btrim(name)))[1]) from string_to_table(nullif(btrim(list), ''), ',') as name);

-- The reason of a failed transfer, from the exit status of its program.
create or replace function aws_s3._failure(detail text, bucket text, file_path text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
return case substring(detail from 'exit code (\d+)')::int
  when 43 then 'HTTP 403. Permission denied. Check bucket or provided arguments or credentials.'
  when 44 then 'HTTP 404. Check your arguments or credentials.'
  when 45 then 'KMS.NotFoundException. Check the KMS key.'
  when 50 then 'S3 cannot be reached.'
  else 'The transfer failed.'
end || format(' (s3://%s/%s)', bucket, file_path);

-- Reads the report of a finished transfer, {"files": n, "bytes": n}, and deletes it.
create or replace function aws_s3._report(transfer uuid) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $body$
declare
  report constant jsonb := pg_read_file('aws_s3.' || transfer);
begin
  execute format('copy (select where false) to program %L', 'rm -f aws_s3.' || transfer);
  return report;
end
$body$;

-- Creates the foreign table through which one import reads its object; only the caller may read it.
create or replace function aws_s3._open(
  transfer uuid, target regclass, columns text[], options text, bucket text, file_path text, reader name
) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $body$
declare
  source constant text := format('aws_s3.%I', 'object_' || transfer);
  request constant jsonb := jsonb_build_object('transfer', transfer, 'bucket', bucket, 'key', file_path);
  parsed constant jsonb := aws_s3._options(options, array[
    'format', 'header', 'delimiter', 'quote', 'escape', 'null', 'default', 'encoding', 'force_null', 'force_not_null']);
  definitions text;
  settings text;
begin
  if exists (select from unnest(columns) as name
             where name not in (select attname from pg_attribute where attrelid = target and attnum > 0
                                and not attisdropped)) then
    raise exception 'aws_s3: % has no such columns as listed', target using errcode = 'undefined_column';
  end if;
  select string_agg(format('%I %s %s', a.attname, format_type(a.atttypid, a.atttypmod), aws_s3._column_options(
           parsed, a.attname)), ', ' order by c.position)
  into definitions
  from unnest(columns) with ordinality as c (name, position)
  join pg_attribute as a on a.attrelid = target and a.attname = c.name and a.attnum > 0 and not a.attisdropped;
  select string_agg(format(', %I %L', key, value), '')
  into settings
  from jsonb_each_text(parsed - array['force_null', 'force_not_null']);
  execute format('create foreign table %s (%s) server aws_s3_objects options (program %L%s)',
                 source, definitions, aws_s3._command('get', request), settings);
  execute format('grant select on %s to %I', source, reader);
  return source;
end
$body$;

create or replace function aws_s3._column_options(options jsonb, name text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
return (
  select 'options (' || string_agg(format('%I ''true''', key), ', ') || ')'
  from jsonb_each(options)
  where key in ('force_null', 'force_not_null') and (value = '"*"' or value ? name)
);

create or replace function aws_s3._close(transfer uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $body$
begin
  execute format('drop foreign table aws_s3.%I', 'object_' || transfer);
end
$body$;

-- Copies a temporary table of this session to S3. Only a plain table is accepted: reading it runs no code of a caller.
create or replace function aws_s3._upload(
  name text, options text, bucket text, file_path text, kms_key text,
  out rows_uploaded bigint, out files_uploaded bigint, out bytes_uploaded bigint
)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $body$
declare
  transfer constant uuid := gen_random_uuid();
  parsed constant jsonb := aws_s3._options(options, array[
    'format', 'header', 'delimiter', 'quote', 'escape', 'null', 'encoding', 'force_quote']);
  request constant jsonb := jsonb_build_object(
    'transfer', transfer, 'bucket', bucket, 'key', file_path, 'kms_key', kms_key, 'format', parsed);
  settings text;
  report jsonb;
begin
  perform from pg_class
  where relnamespace = pg_my_temp_schema() and relname = name and relkind = 'r'
    and pg_get_userbyid(relowner) in (session_user, current_setting('role'));
  if not found then
    raise exception 'aws_s3: "%" is not a temporary table of this session', name using errcode = 'undefined_table';
  end if;
  select string_agg(format('%s %s', key, case
           when jsonb_typeof(value) = 'array' then (
             select '(' || string_agg(quote_ident(item), ', ') || ')' from jsonb_array_elements_text(value) as item)
           when value = '"*"' then '*'
           else quote_literal(value #>> '{}')
         end), ', ')
  into settings
  from jsonb_each(parsed);
  execute format('copy pg_temp.%I to program %L', name, aws_s3._command('put', request))
    || coalesce(' with (' || settings || ')', '');
  get diagnostics rows_uploaded = row_count;
  report := aws_s3._report(transfer);
  files_uploaded := report -> 'files';
  bytes_uploaded := report -> 'bytes';
end
$body$;

-- Imports an object into a table: '<n> rows imported into relation "<t>" from file <f> of <b> bytes'.
create or replace function aws_s3.table_import_from_s3(
  table_name text, column_list text, options text, bucket text, file_path text, region text,
  access_key text default null, secret_key text default null, session_token text default null
) returns text
language plpgsql
as $body$
declare
  transfer constant pg_catalog.uuid := pg_catalog.gen_random_uuid();
  target constant pg_catalog.regclass := table_name::pg_catalog.regclass;
  columns pg_catalog.text[] := aws_s3._names(column_list);
  source text;
  names text;
  imported bigint;
  detail text;
begin
  if columns is null then
    select pg_catalog.array_agg(attname order by attnum) into columns
    from pg_catalog.pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and attgenerated = '';
  end if;
  select pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' order by position) into names
  from pg_catalog.unnest(columns) with ordinality as c (name, position);
  source := aws_s3._open(transfer, target, columns, options, bucket, file_path, current_user);
  begin
    execute pg_catalog.format('insert into %s (%s) overriding system value select %s from %s',
                              target, names, names, source);
    get diagnostics imported = row_count;
  exception when external_routine_exception then
    get stacked diagnostics detail = pg_exception_detail;
    raise exception '%', aws_s3._failure(detail, bucket, file_path) using errcode = 'external_routine_exception';
  end;
  perform aws_s3._close(transfer);
  return pg_catalog.format('%s rows imported into relation "%s" from file %s of %s bytes',
                           imported, table_name, file_path, aws_s3._report(transfer) ->> 'bytes');
end
$body$;

create or replace function aws_s3.table_import_from_s3(
  table_name text, column_list text, options text, s3_info aws_commons._s3_uri_1,
  credentials aws_commons._aws_credentials_1 default null
) returns text
language sql
return aws_s3.table_import_from_s3(
  table_name, column_list, options, (s3_info).bucket, (s3_info).file_path, (s3_info).region);

-- Exports the rows of a query, which runs as the caller. Rows after the part size go to <file_path>_part2, …
create or replace function aws_s3.query_export_to_s3(
  query text, bucket text, file_path text, region text default null, options text default null,
  kms_key text default null,
  out rows_uploaded bigint, out files_uploaded bigint, out bytes_uploaded bigint
)
language plpgsql
as $body$
declare
  result constant text := 'aws_s3_export_' || pg_catalog.gen_random_uuid();
  detail text;
begin
  execute pg_catalog.format(E'create temporary table %I on commit drop as (%s\n)', result, query);
  begin
    select u.rows_uploaded, u.files_uploaded, u.bytes_uploaded
    into rows_uploaded, files_uploaded, bytes_uploaded
    from aws_s3._upload(result, options, bucket, file_path, kms_key) as u;
  exception when external_routine_exception then
    get stacked diagnostics detail = pg_exception_detail;
    raise exception '%', aws_s3._failure(detail, bucket, file_path) using errcode = 'external_routine_exception';
  end;
  execute pg_catalog.format('drop table pg_temp.%I', result);
end
$body$;

create or replace function aws_s3.query_export_to_s3(
  query text, s3_info aws_commons._s3_uri_1, options text default null, kms_key text default null,
  out rows_uploaded bigint, out files_uploaded bigint, out bytes_uploaded bigint
)
language sql
begin atomic
  select e.rows_uploaded, e.files_uploaded, e.bytes_uploaded
  from aws_s3.query_export_to_s3(
    query, (s3_info).bucket, (s3_info).file_path, (s3_info).region, options, kms_key) as e;
end;
