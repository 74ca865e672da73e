-- Ends requests whose time is over, and records policies that began or ceased to decide. Idempotent.
-- Grain: one row.
select governance.expire() as expired, policies.record_activations() as activated
