-- The local aws_s3: an object of S3 seen as a table, through PostgreSQL's own file_fdw reading from a program.
-- Reading it needs only SELECT, so an import runs with the caller's privileges, triggers and defaults included.

create function aws_s3._handler() returns fdw_handler
language c strict
as '$libdir/file_fdw', 'file_fdw_handler';

create function aws_s3._validator(text[], oid) returns void
language c strict
as '$libdir/file_fdw', 'file_fdw_validator';

create foreign data wrapper aws_s3_objects handler aws_s3._handler validator aws_s3._validator;
create server aws_s3_objects foreign data wrapper aws_s3_objects;
