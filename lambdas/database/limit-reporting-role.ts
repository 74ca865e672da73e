/**
 * Limits the sessions of risk_reporting, the role of dashboards and BI tools: timeouts and number of connections. The
 * limits prevent accidents only, because a session can change its settings. The role's grants decide what it can read.
 */
import type { Sql } from '../shared/aws/database.ts';

/** Every view of reporting answers in a fraction of a second. */
const STATEMENT_TIMEOUT_SECONDS = 30;
/** An open transaction keeps PostgreSQL from removing old rows, on the writer too. */
const IDLE_TRANSACTION_TIMEOUT_SECONDS = 60;
/** BI tools open a connection for each chart; the smallest cluster has about 90 for all roles. */
const MAX_CONNECTIONS = 30;

const STATEMENTS = [
  'alter role risk_reporting set default_transaction_read_only = on',
  `alter role risk_reporting set statement_timeout = '${STATEMENT_TIMEOUT_SECONDS}s'`,
  `alter role risk_reporting set idle_in_transaction_session_timeout = '${IDLE_TRANSACTION_TIMEOUT_SECONDS}s'`,
  'alter role risk_reporting set search_path = reporting',
  `alter role risk_reporting connection limit ${MAX_CONNECTIONS}`,
];

/** Idempotent. Takes effect with the next connection of a tool. */
export async function limitReportingRole(master: Sql): Promise<void> {
  for (const statement of STATEMENTS) await master.execute(statement);
}
