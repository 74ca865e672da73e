-- Finds the newest publication up to a state.
-- Grain: at most one row; none before the first publication.
-- Parameters: until.
select run_id, as_of, published_at, rows from analytics.publications
where published_at <= :until
order by published_at desc, run_id desc
limit 1
