-- As on Aurora, the role that installs the extension grants its use; a role also needs usage of the schema.

revoke all on function
  aws_s3.table_import_from_s3(text, text, text, text, text, text, text, text, text),
  aws_s3.table_import_from_s3(text, text, text, aws_commons._s3_uri_1, aws_commons._aws_credentials_1),
  aws_s3.query_export_to_s3(text, text, text, text, text, text),
  aws_s3.query_export_to_s3(text, aws_commons._s3_uri_1, text, text)
from public;

grant execute on function
  aws_s3.table_import_from_s3(text, text, text, text, text, text, text, text, text),
  aws_s3.table_import_from_s3(text, text, text, aws_commons._s3_uri_1, aws_commons._aws_credentials_1),
  aws_s3.query_export_to_s3(text, text, text, text, text, text),
  aws_s3.query_export_to_s3(text, aws_commons._s3_uri_1, text, text)
to @extowner@ with grant option;

grant usage on schema aws_s3 to @extowner@ with grant option;
