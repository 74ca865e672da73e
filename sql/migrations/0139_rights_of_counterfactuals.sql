-- Lets the calls that score a stored prediction again see whose processing is restricted: nothing is tried for them.

grant usage on schema privacy to risk_api_read;
grant select on privacy.restricted_customers to risk_api_read;
