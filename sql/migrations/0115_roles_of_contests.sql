-- The roles of contests: the public calls of applicants, and the check of attachments. It runs as the cluster's master user,
-- like migration 0; rights come with migrations 116 to 118. Neither role can create a table, call aws_s3 or read a table:
-- each has functions only, and those of applicants need the hash of a link's token.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['risk_applicant', 'risk_attachments'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('alter role %I set timezone to ''UTC''', role_name);
  end loop;
end
$$;

comment on role risk_applicant is 'API without sign-in: one contest, by the token of its link; changes it by functions only';
comment on role risk_attachments is 'Check of attachments: accepts or refuses an upload, by functions only';
