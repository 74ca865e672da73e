-- Records that an entry is in the trail. Idempotent.
-- Grain: one row. Parameters: sequence, entry_id, sha256.
insert into audit.heads (sequence, entry_id, sha256) values (:sequence, :entry_id, :sha256) on conflict do nothing
