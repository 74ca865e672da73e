/** Restricts and lifts the processing of a customer's data in tests, as the worker of privacy requests does. */
import type { TestDatabase } from '../database/test-database.ts';

/** Restricts the processing of a customer's data. */
export function restrictCustomer(
  db: Pick<TestDatabase, 'connect'>,
  customer_id: string,
  kind: 'restriction' | 'objection' = 'restriction',
): Promise<unknown> {
  const statement = "select (privacy.restrict_processing(:customer_id, :kind, 'as asked', 'officer')).restriction_id";
  return db.connect('risk_privacy').query(statement, { customer_id, kind });
}

/** Lifts what `restrictCustomer` restricted. */
export function liftRestriction(
  db: Pick<TestDatabase, 'connect'>,
  customer_id: string,
  kind: 'restriction' | 'objection' = 'restriction',
): Promise<unknown> {
  const statement = "select (privacy.lift_restriction(:customer_id, :kind, 'settled', 'officer')).restriction_id";
  return db.connect('risk_privacy').query(statement, { customer_id, kind });
}
