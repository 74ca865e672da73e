-- Stores the uploads that S3 opened for the files of an import, unless another call has stored its own.
-- Grain: one row. Parameters: import_id, files.
update onboarding.imports
set files = :files
where import_id = :import_id and state = 'uploading' and not jsonb_path_exists(files, '$[*].upload_id')
