-- Where a verification of the audit trail begins to look for decisions that no entry has: at the first of all, because
-- whoever adds one past the database's columns can give it any time.

create function audit.find_first_decision() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select audit.format_time(min(scored_at)) from predictions.risk_scores
$$;
comment on function audit.find_first_decision is 'Time of the first decision; null without one';
grant execute on function audit.find_first_decision to risk_audit;
