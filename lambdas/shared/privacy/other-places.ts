/** What the register of places has beside tables and objects: other stores, logs and backups. */
import type { OtherPlace } from './places.ts';

export const OTHER_PLACES: readonly OtherPlace[] = [
  {
    place: 'DynamoDB table risk-<env>-person-keys',
    holds: 'the keys under which personal data are sealed',
    erased: 'first of all; its recovery ends `person_keys_recovery_days` later (7 days)',
  },
  {
    place: 'DynamoDB table risk-<env>-erasures',
    holds: 'ids of erased customers, so that a restored database is erased again',
    erased: '2 days after the last backup with the rows',
  },
  {
    place: 'backups and snapshots of the database',
    holds: 'the rows of the tables, personal data sealed',
    erased:
      'sealed values with the keys; rows after `snapshot_days` (90 days), or when a restored database is erased again',
  },
  {
    place: 'logs, metrics and histories of workflows',
    holds: 'nothing: ids of runs, requests and predictions, and counts',
    erased: 'after `log_retention_days`',
  },
  {
    place: 'log of the web ACL, and traces (X-Ray)',
    holds: "a customer's id, where a call has it in its address",
    erased: 'after `log_retention_days`, and after 30 days',
  },
  {
    place: 'audit trail (write-once)',
    holds: 'ids of predictions and hashes, which lead to nobody once the scores are erased',
    erased: 'never; nobody can, for seven years',
  },
  {
    place: 'models',
    holds: 'what training learned of everybody together, no row',
    erased: 'never; the request names the models whose training knew an outcome of the person',
  },
];
