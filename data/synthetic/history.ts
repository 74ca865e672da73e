/** Simulates a customer's accounts month by month: transactions with a running balance, and statements. */
import type { SyntheticCustomer } from './customer.ts';
import { formatDay, formatMoney, formatTime } from './format.ts';
import type { DriftAmounts } from './options.ts';
import type { RandomStream } from './random.ts';

/** Months before the first delivery: enough for six statements and 180 days before the earliest application. */
export const HISTORY_MONTHS = 8;

export const TRANSACTION_COLUMNS = ['transaction_id', 'customer_id', 'booked_at', 'amount', 'kind', 'balance_after'];

export const CREDIT_HISTORY_COLUMNS = [
  ...['customer_id', 'as_of', 'credit_score', 'open_accounts', 'credit_limit', 'balance', 'payment_due'],
  ...['payment_made', 'months_past_due', 'delinquencies_24m', 'inquiries_6m', 'public_records', 'oldest_account_date'],
];

/** The state of a customer's accounts. Money is in cents. */
export interface AccountState {
  /** Present income per year. */
  income: number;
  cash: number;
  utilisation: number;
  owed: number;
  due: number;
  monthsPastDue: number;
  delinquencies: number;
}

export function openAccounts(random: RandomStream, { income, creditLimit, risk }: SyntheticCustomer): AccountState {
  const utilisation = Math.min(1.1, Math.max(0, 0.35 + 0.18 * risk + 0.2 * random.normal()));
  const owed = Math.round(creditLimit * utilisation);
  return {
    income,
    cash: Math.round((income / 12) * Math.exp(0.6 * random.normal() - 0.4 * risk)),
    utilisation,
    owed,
    due: Math.round(owed * 0.03),
    monthsPastDue: 0,
    delinquencies: 0,
  };
}

/** Draws the kind of an outgoing transaction. A risky customer gambles more. */
function drawOutgoingKind(random: RandomStream, risk: number): string {
  const at = random.next() - 0.02 * Math.min(2, Math.max(risk, 0));
  if (at < 0) return 'gambling';
  if (at < 0.62) return 'card';
  if (at < 0.76) return 'cash';
  if (at < 0.88) return 'transfer';
  if (at < 0.96) return 'loan_payment';
  return at < 0.985 ? 'fee' : 'gambling';
}

/**
 * Books `count` transactions from day `from` to before day `to` in order of time, and updates the cash balance.
 * @param emit called with each row without its transaction_id
 */
export function bookMonth(
  random: RandomStream,
  customer: SyntheticCustomer,
  accounts: AccountState,
  month: { from: number; to: number; count: number; drift: DriftAmounts },
  emit: (row: string) => void,
): void {
  const { from, to, count, drift } = month;
  const net = (accounts.income / 12) * 0.72;
  const payday = customer.employment === 'unemployed' ? -1 : Math.floor(customer.payday * count);
  const spent = net * (0.93 + 0.04 * customer.risk) * (1 + drift.spending);
  const typical = count > 1 ? spent / (count - 1) : spent;
  for (let i = 0; i < count; i += 1) {
    const time = ((i + random.next()) / count) * (to - from);
    const day = Math.floor(time);
    let kind = 'salary';
    let amount: number;
    if (i === payday) amount = net * (0.98 + 0.04 * random.next());
    else {
      const size = typical * Math.exp(0.7 * random.normal() - 0.245);
      const isIncoming = random.next() < 0.05;
      kind = isIncoming ? 'transfer' : drawOutgoingKind(random, customer.risk);
      amount = isIncoming ? size : -size;
    }
    const cents = Math.round(amount);
    accounts.cash += cents;
    const booked = formatTime(from + day, Math.floor((time - day) * 86_400));
    emit(`${customer.id},${booked},${formatMoney(cents)},${kind},${formatMoney(accounts.cash)}`);
  }
}

/** Draws the statement of the month that ends on `day`, and updates the credit account. */
export function drawStatementRow(
  random: RandomStream,
  customer: SyntheticCustomer,
  accounts: AccountState,
  { day, drift }: { day: number; drift: DriftAmounts },
): string {
  const { creditLimit, risk } = customer;
  const missChance = Math.min(
    0.9,
    (accounts.monthsPastDue > 0 ? 0.45 : 0.02 * Math.exp(0.9 * risk)) * (1 + drift.lateness),
  );
  const misses = random.next() < missChance;
  const paysInFull = random.next() < 0.3 - 0.1 * risk;
  const owedBefore = accounts.owed;
  const due = accounts.due;
  let paid = 0;
  if (misses) {
    accounts.monthsPastDue = Math.max(0, accounts.monthsPastDue) + 1;
    accounts.delinquencies += 1;
  } else if (owedBefore <= 0 && paysInFull) accounts.monthsPastDue = -2;
  else {
    paid = paysInFull ? Math.max(0, owedBefore) : Math.round(due + Math.max(0, owedBefore - due) * 0.4 * random.next());
    accounts.monthsPastDue = paysInFull ? -1 : 0;
  }
  const wanted = 0.4 + 0.2 * risk + drift.utilisation;
  accounts.utilisation += 0.25 * (wanted - accounts.utilisation) + 0.06 * random.normal();
  accounts.utilisation = Math.min(1.2, Math.max(0, accounts.utilisation));
  if (accounts.monthsPastDue === -2) accounts.utilisation = 0;
  accounts.owed = Math.round(creditLimit * accounts.utilisation);
  accounts.due = Math.round(accounts.owed * 0.03);
  const score = Math.min(
    850,
    Math.max(300, Math.round(680 - 55 * risk - 25 * Math.max(0, accounts.monthsPastDue) + 20 * random.normal())),
  );
  const inquiries = Math.floor(random.next() ** 2 * (3 + Math.max(0, risk)));
  return (
    `${customer.id},${formatDay(day)},${score},${customer.openAccounts},${formatMoney(creditLimit)},` +
    `${formatMoney(accounts.owed)},${formatMoney(due)},${formatMoney(paid)},${accounts.monthsPastDue},` +
    `${accounts.delinquencies},${inquiries},${customer.publicRecords},${formatDay(customer.oldestAccountDay)}`
  );
}
