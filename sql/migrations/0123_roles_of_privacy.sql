-- The role of the API's calls about requests of data subjects. It runs as the cluster's master user, like migration 0;
-- rights come with migration 124. It changes nothing but by functions, and reads no row of a person but their requests.

do $$
begin
  if not exists (select from pg_roles where rolname = 'risk_privacy_api') then
    create role risk_privacy_api login nosuperuser nocreatedb nocreaterole;
  end if;
  execute format('grant connect on database %I to risk_privacy_api', current_database());
  alter role risk_privacy_api set timezone to 'UTC';
end
$$;

comment on role risk_privacy_api is 'API: requests of data subjects; changes them by functions only';
