-- The local extension aws_commons: the types and constructors of Aurora's extension of the same name.

create type aws_commons._s3_uri_1 as (bucket text, file_path text, region text);
create type aws_commons._aws_credentials_1 as (access_key text, secret_key text, session_token text);

create function aws_commons.create_s3_uri(bucket text, file_path text, region text)
returns aws_commons._s3_uri_1
language sql immutable
return row (bucket, file_path, region)::aws_commons._s3_uri_1;

create function aws_commons.create_aws_credentials(access_key text, secret_key text, session_token text)
returns aws_commons._aws_credentials_1
language sql immutable
return row (access_key, secret_key, session_token)::aws_commons._aws_credentials_1;

grant usage on schema aws_commons to @extowner@ with grant option;
grant execute on all functions in schema aws_commons to @extowner@ with grant option;
