-- Sets the password of the role that pass_role_verifier.sql passed in this transaction. The text holds no verifier, and a
-- statement inside a block is not logged.
-- Grain: no row.
do $$
begin
  execute format('alter role %I password %L', current_setting('risk.role'), current_setting('risk.verifier'));
end
$$
