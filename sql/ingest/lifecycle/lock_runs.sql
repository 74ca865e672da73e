-- Locks analytics.runs until the transaction ends: no other run opens, is published or ends meanwhile; readers go on.
--
lock table analytics.runs in share row exclusive mode
