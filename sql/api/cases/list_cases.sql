-- Lists cases by due time, or finds one: with its score's currency, and whether a second person has to confirm.
-- Grain: one row per case. Parameters: case_id, state, kind, holder, application, customer_id (each null: any),
-- is_unfinished (true: neither decided nor withdrawn), is_free (true: nobody holds it), is_overdue (null: any),
-- after_due_at, after_case_id (null: from the first), except_case_id (null: none), reader, rows.
with page as (
  select c.*
  from cases.cases c
  where (cast(:case_id as uuid) is null or c.case_id = cast(:case_id as uuid))
    and (not cast(:is_unfinished as boolean) or c.closed_at is null)
    and (cast(:state as text) is null or c.state = cast(:state as text))
    and (cast(:kind as text) is null or c.kind = cast(:kind as text))
    and (cast(:holder as text) is null or c.holder = cast(:holder as text) and c.held_until > now())
    and (not cast(:is_free as boolean) or c.closed_at is null and (c.holder is null or c.held_until <= now()))
    and (cast(:is_overdue as boolean) is null
      or (c.closed_at is null and c.due_at <= now()) = cast(:is_overdue as boolean))
    and (cast(:application as text) is null or c.application = cast(:application as text))
    and (cast(:customer_id as text) is null or c.customer_id = cast(:customer_id as text))
    and (cast(:except_case_id as uuid) is null or c.case_id <> cast(:except_case_id as uuid))
    and (cast(:after_due_at as timestamptz) is null
      or (c.due_at, c.case_id) > (cast(:after_due_at as timestamptz), cast(:after_case_id as uuid)))
  order by c.due_at, c.case_id
  limit cast(:rows as integer)
)
select page.case_id, page.kind, page.state, page.application, page.customer_id, page.prediction_id, page.why,
  page.opened_at, page.due_at, page.due_at::text as due_key, page.closed_at is null and page.due_at <= now() as is_overdue,
  page.pd, page.score, page.band, page.exposure, runs.currency,
  case when page.held_until > now() then page.holder end as holder,
  case when page.held_until > now() then page.held_until end as held_until,
  page.second_by is not null or page.closed_at is null and page.exposure >= (
    select value from cases.settings where name = 'second_person_from'
  ) as needs_second,
  page.decision, page.decided_by, page.decided_at, page.second_by, page.withdrawn_why, page.closed_at,
  cast(:case_id as uuid) is not null and (coalesce(s.requested_by = cast(:reader as text), false) or exists (
    select from predictions.risk_scores own
    where own.application_id = page.application and own.requested_by = cast(:reader as text)
  )) as is_own_request
from page
left join predictions.risk_scores s on s.prediction_id = page.prediction_id
left join analytics.runs on runs.run_id = s.run_id
order by page.due_at, page.case_id
