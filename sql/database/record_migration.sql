-- Records an applied migration.
-- Grain: one row. Parameters: name, sha256.
insert into audit.migrations (name, sha256)
values (:name, :sha256)
