/** Draws applications for loans, each with its true PD and an outcome drawn from it. */
import type { SyntheticCustomer } from './customer.ts';
import { formatDay, formatMoney, formatTime } from './format.ts';
import type { AccountState } from './history.ts';
import type { DriftAmounts } from './options.ts';
import type { RandomStream } from './random.ts';

/** Days from an application to its outcome, at the latest. */
const OUTCOME_DAYS = 30;

export const APPLICATION_COLUMNS = [
  ...['application_id', 'customer_id', 'applied_at', 'amount', 'term_months', 'annual_rate', 'purpose'],
  ...['monthly_debt_payments', 'collateral_value', 'channel', 'prior_loans', 'clerk', 'status', 'defaulted'],
  'outcome_date',
];

export const APPLICATION_ATTRIBUTES = {
  channel: { type: 'category', use: 'model', label: 'Channel the application came through' },
  prior_loans: { type: 'number', use: 'model', label: 'Loans repaid before' },
  clerk: { type: 'category', use: 'ignore', label: 'Clerk who took the application' },
};

export interface SyntheticApplication {
  id: string;
  appliedDay: number;
  appliedAt: string;
  /** 0 to 1, known only to the generator. */
  truePd: number;
  defaulted: boolean;
  isDeclined: boolean;
  /** The row's columns without status, defaulted and outcome_date. */
  row: string;
}

const PURPOSES = [
  ['debt_consolidation', 0.31],
  ['car', 0.24],
  ['home_improvement', 0.18],
  ['education', 0.1],
  ['medical', 0.08],
  ['other', 0.07],
  ['', 0.02],
] as const;
const CHANNELS = [
  ['branch', 0.35],
  ['web', 0.42],
  ['app', 0.23],
] as const;
/** In log odds. */
const CHANNEL_EFFECTS: Record<string, number> = { branch: -0.15, web: 0, app: 0.2, partner: 0.3 };
const TERMS_MONTHS = [12, 24, 36, 48, 60];

/** Draws an application of `day` from the state of the customer's accounts. */
export function drawApplication(
  random: RandomStream,
  customer: SyntheticCustomer,
  accounts: AccountState,
  { id, day, drift }: { id: string; day: number; drift: DriftAmounts },
): SyntheticApplication {
  const appliedAt = formatTime(day, 8 * 3600 + random.below(12 * 3600));
  const monthly = accounts.income / 12;
  const amount =
    10_000 * Math.max(1, Math.round((monthly * (1 + 9 * random.next() ** 2) * (1 + drift.amount)) / 10_000));
  const term = TERMS_MONTHS[random.below(TERMS_MONTHS.length)] as number;
  const rate =
    Math.round(1_000_000 * (0.04 + 0.03 * random.next() + 0.012 * Math.max(0, customer.risk + 1))) / 1_000_000;
  const debt = Math.round(monthly * 0.25 * random.next());
  const hasCollateral = random.next() < 0.3;
  const collateral = hasCollateral ? formatMoney(Math.round(amount * (0.8 + random.next()))) : '';
  const usual = random.pick(CHANNELS);
  const channel = random.next() < drift.channel ? 'partner' : usual;
  const priorLoans = random.below(5);
  const burden = (debt + amount / term) / Math.max(1, monthly);
  const truePd = computeTruePd(customer, accounts, { burden, channel, priorLoans, drift });
  const row = [
    ...[
      id,
      customer.id,
      appliedAt,
      formatMoney(amount),
      term,
      rate,
      random.pick(PURPOSES),
      formatMoney(debt),
      collateral,
    ],
    ...[channel, priorLoans, `clerk_${random.below(30)}`],
  ].join(',');
  return {
    id,
    appliedDay: day,
    appliedAt,
    truePd,
    defaulted: random.next() < truePd,
    isDeclined: random.next() < 0.03,
    row,
  };
}

/** Computes the PD, 0 to 1. `burden` is the share of the monthly income that goes to debts and the loan. */
function computeTruePd(
  { risk }: SyntheticCustomer,
  { utilisation, monthsPastDue, income }: AccountState,
  application: { burden: number; channel: string; priorLoans: number; drift: DriftAmounts },
): number {
  const logOdds =
    -2.5 +
    0.75 * risk +
    1.1 * (utilisation - 0.4) +
    0.7 * Math.min(3, Math.max(0, monthsPastDue)) +
    1.6 * (application.burden - 0.25) -
    0.35 * Math.log(income / 3_200_000) -
    0.08 * application.priorLoans +
    (CHANNEL_EFFECTS[application.channel] ?? 0) +
    Math.log(Math.max(0.01, 1 + application.drift.default_rate));
  return 1 / (1 + Math.exp(-logOdds));
}

/** Formats the row as delivered before the outcome is known. Declined applications never have an outcome. */
export const formatOpenRow = ({ row, isDeclined }: SyntheticApplication): string =>
  `${row},${isDeclined ? 'declined' : 'received'},,`;

/** Formats the row as delivered with the outcome, which is dated `latestDay` at the latest. */
export function formatClosedRow({ row, defaulted, appliedDay }: SyntheticApplication, latestDay: number): string {
  const day = Math.min(appliedDay + OUTCOME_DAYS, latestDay);
  return `${row},${defaulted ? 'active' : 'closed'},${defaulted},${formatDay(day)}`;
}
