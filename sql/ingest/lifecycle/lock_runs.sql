-- Locks analytics.runs until the transaction ends: no other run opens, is published or ends; readers do not wait.
lock table analytics.runs in share row exclusive mode
