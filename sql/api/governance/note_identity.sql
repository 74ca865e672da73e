-- Notes whose e-mail address a user of the user pool has; only hashes are stored. Idempotent.
-- Grain: one row. Parameters: identity, email.
select governance.note_identity(:identity, :email) is null as noted
