-- Stores the link in a notice, in the transaction that stores the notice.
-- Grain: one row. Parameters: contest_id, notice_id, application, customer_id (or null), prediction_id, decision,
-- decided_at, reasons (JSON array of texts), language, token_sha256, expires_at.
select true as is_stored
from contests.create_contest(:contest_id, :notice_id, :application, cast(:customer_id as text), :prediction_id, :decision,
  cast(:decided_at as timestamptz), cast(:reasons as jsonb), :language, :token_sha256, cast(:expires_at as timestamptz))
