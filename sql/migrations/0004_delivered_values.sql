-- What a delivered value may be: each function names the fault of a text, or is null when there is none. They are
-- single expressions, so that the planner puts them into the import's query. An unknown value (null) has no fault.

create function staging.missing_fault(fault text, value text) returns text language sql stable parallel safe as $$
  select case when value is null or btrim(value) = '' then fault end
$$;
comment on function staging.missing_fault is 'The fault given, when a value that must be there is not';

create function staging.text_fault(column_name text, value text) returns text language sql stable parallel safe as $$
  select case when length(value) > 200 then 'too_long:' || column_name end
$$;
comment on function staging.text_fault is 'too_long: identifiers and categories have at most 200 characters';

-- A value of the usual form is told by which characters are left without its digits, in half the time of a regular
-- expression; only an unusual one is looked at twice.
create function staging.date_fault(column_name text, value text, latest date) returns text
language sql stable parallel safe as $$
  select case
    when value is null then null
    when not (value like '____-__-__' and translate(value, '0123456789', '') = '--' and pg_input_is_valid(value, 'date'))
      then 'not_a_date:' || column_name
    when value::date < date '1900-01-01' then 'out_of_range:' || column_name
    when value::date > latest then 'in_future:' || column_name
  end
$$;
comment on function staging.date_fault is 'not_a_date, out_of_range (before 1900) or in_future (after the given day)';

create function staging.timestamp_fault(column_name text, value text, latest date) returns text
language sql stable parallel safe as $$
  select case
    when value is null then null
    when not (
        (value like '____-__-__T__:__:__' and translate(value, '0123456789', '') = '--T::')
        or value ~ '^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|\+00(:?00)?)?)?$'
      ) or not pg_input_is_valid(value, 'timestamp') then 'not_a_timestamp:' || column_name
    when value::timestamp < timestamp '1900-01-01' then 'out_of_range:' || column_name
    when value::timestamp >= latest + 1 then 'in_future:' || column_name
  end
$$;
comment on function staging.timestamp_fault is
  'not_a_timestamp (another time zone than UTC is none), out_of_range (before 1900) or in_future (after the given day)';

create function staging.integer_fault(column_name text, value text, lowest integer, highest integer)
returns text language sql stable parallel safe as $$
  select case
    when value is null then null
    when translate(value, '0123456789', '') in ('', '-') and pg_input_is_valid(value, 'integer') then
      case when value::integer not between lowest and highest then 'out_of_range:' || column_name end
    when value !~ '^[+-]?\d+(\.0*)?$' then 'not_an_integer:' || column_name
    when value::numeric not between lowest and highest then 'out_of_range:' || column_name
  end
$$;
comment on function staging.integer_fault is 'not_an_integer (2.0 is one: tools write it where a column has gaps) or out_of_range';

create function staging.number_fault(column_name text, value text, lowest numeric, highest numeric)
returns text language sql stable parallel safe as $$
  select case
    when value is null then null
    when translate(value, '0123456789', '') in ('.', '-.', '', '-') and pg_input_is_valid(value, 'numeric(14,2)') then
      case when value::numeric not between lowest and highest then 'out_of_range:' || column_name end
    when value !~ '^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$' then 'not_a_number:' || column_name
    when not pg_input_is_valid(value, 'numeric(14,2)') then 'out_of_range:' || column_name
    when value::numeric not between lowest and highest then 'out_of_range:' || column_name
  end
$$;
comment on function staging.number_fault is
  'not_a_number (NaN and infinities are none) or out_of_range (at the latest what numeric(14,2) cannot hold)';

create function staging.boolean_fault(column_name text, value text) returns text
language sql stable parallel safe as $$
  select case when not pg_input_is_valid(value, 'boolean') then 'not_a_boolean:' || column_name end
$$;
comment on function staging.boolean_fault is 'not_a_boolean: true and false, t and f, yes and no, 1 and 0 are';
