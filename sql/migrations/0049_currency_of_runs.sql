-- The currency that a run's manifest declares: a delivery in another one than before is refused.

alter table analytics.runs add column currency text check (currency ~ '^[A-Z]{3}$');
comment on column analytics.runs.currency is
  'ISO 4217 code that the manifest declares; null for a run that was refused before or opened by an older release';
