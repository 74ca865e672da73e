/** The login roles of the database. A new role needs a migration that creates it and grants it rights. */

/** The cluster's master. Only migrations that create roles run as it. */
export const MASTER_ROLE = 'risk_master';

/** The roles that the migrations create. Each has a secret with its password. */
export const DATABASE_ROLES = [
  'risk_migrator',
  'risk_etl',
  'risk_prepare',
  'risk_split',
  'risk_training',
  'risk_api_score',
  'risk_api_read',
  'risk_reporting',
  'risk_monitoring',
  'risk_privacy',
  'risk_audit',
  'risk_import',
  'risk_governance',
  'risk_simulation',
  'risk_retention',
  'risk_cases',
  'risk_deadlines',
  'risk_notices',
  'risk_events',
  'risk_privacy_api',
  'risk_applicant',
  'risk_attachments',
] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];
