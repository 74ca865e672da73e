-- Reads one page of a person's rows of a table, as pieces of JSON: a row of the Data API has 64 KB at most. The register of
-- places composes the source.
-- Grain: one row per piece of a row. Parameters: customer_id, applications (JSON array of ids), page (from 0).
with people as (
  select cast(:customer_id as text) as customer_id, cast(:applications as jsonb) as applications
), found as (
  select text, row_number() over (order by text) as row_no from (/* found */) as source
), pieces as (
  select row_no, piece_no, substr(text, 1 + 15000 * piece_no, 15000) as piece
  from found cross join lateral generate_series(0, (length(text) - 1) / 15000) as piece_no
), paged as (
  select *, sum(octet_length(piece)) over (order by row_no, piece_no) / 500000 as page from pieces
)
select row_no, piece from paged, people where page = cast(:page as bigint) order by row_no, piece_no
