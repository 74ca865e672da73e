-- Records the differences between stored roles and the user pool. Parameter: found, all of them, as JSON.
select governance.record_drift(cast(:found as jsonb)) as open
