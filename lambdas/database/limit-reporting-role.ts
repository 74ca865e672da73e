/**
 * What bounds the role of dashboards and BI tools beside its grants: a guard against accidents, for a session may change
 * its own settings. That it can't write, or read anything but `reporting`, is by its grants.
 */
import type { Sql } from '../shared/aws/database.ts';

/** A chart waits no longer; every view of reporting answers in a fraction of a second. */
const STATEMENT_TIMEOUT_SECONDS = 30;
/** A BI tool that keeps a transaction open would hold back the clean-up of old rows, on the writer too. */
const IDLE_TRANSACTION_SECONDS = 60;
/** Tools open a connection per chart: some must be left for everybody else on the smallest cluster (about 90). */
const CONNECTIONS = 30;

/** Statements of a role that looks at `reporting` and does nothing else; done again they change nothing. */
export const REPORTING_ROLE_STATEMENTS = [
  'alter role risk_reporting set default_transaction_read_only = on',
  `alter role risk_reporting set statement_timeout = '${STATEMENT_TIMEOUT_SECONDS}s'`,
  `alter role risk_reporting set idle_in_transaction_session_timeout = '${IDLE_TRANSACTION_SECONDS}s'`,
  'alter role risk_reporting set search_path = reporting',
  `alter role risk_reporting connection limit ${CONNECTIONS}`,
];

/** Bounds risk_reporting at every deploy; takes effect with a tool's next connection. */
export async function limitReportingRole(master: Sql): Promise<void> {
  for (const statement of REPORTING_ROLE_STATEMENTS) await master.execute(statement);
}
