-- Stores a request of a data subject.
-- Grain: one row that says nothing. Parameters: request_id, kind, customer_id, content, received_at (null: now), by_person, why.
select privacy.create_request(
  :request_id, :kind, :customer_id, cast(:content as jsonb),
  coalesce(cast(:received_at as timestamptz), clock_timestamp()), :by_person, :why
) is null as done
