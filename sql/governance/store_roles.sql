-- Stores the roles of an approved request as applied. Parameter: request_id.
select (governance.store_roles(:request_id)).state
