-- The local aws_s3 reads an object of S3 as a foreign table, with PostgreSQL's file_fdw and a program.
-- Reading it needs SELECT only, so an import runs with the privileges, triggers and defaults of its caller.

create function aws_s3._handler() returns fdw_handler
language c strict
as '$libdir/file_fdw', 'file_fdw_handler';

create function aws_s3._validator(text[], oid) returns void
language c strict
as '$libdir/file_fdw', 'file_fdw_validator';

create foreign data wrapper aws_s3_objects handler aws_s3._handler validator aws_s3._validator;
create server aws_s3_objects foreign data wrapper aws_s3_objects;
