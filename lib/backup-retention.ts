/** How long a backup of the database can have rows of an erased customer, and so how long an erasure is remembered. */
import type { EnvironmentConfig } from './config-schema.ts';

/** DynamoDB, Aurora and AWS Backup delete what has expired within two days. */
const EXPIRY_DELAY_DAYS = 2;

/** Days for which the list of erasures keeps an item: until the last backup with the customer's rows is gone. */
export const getErasureDays = ({ database, backup }: Readonly<EnvironmentConfig>): number =>
  Math.max(database.backup_days, backup.snapshot_days) + EXPIRY_DELAY_DAYS;
