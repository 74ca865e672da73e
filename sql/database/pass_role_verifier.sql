-- Passes a role and its password verifier to set_role_password.sql, as parameters and for this transaction only.
-- Grain: one row. Parameters: role, verifier.
select set_config('risk.role', :role, true) is not null and set_config('risk.verifier', :verifier, true) is not null
  as is_passed
