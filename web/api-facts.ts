/** Facts of the API that the dashboard repeats, because it imports no code of the API. A unit test compares them. */

/** Scopes of the API that the dashboard requests when a user signs in. */
export const API_SCOPES = ['risk/read', 'risk/review', 'risk/import', 'risk/govern', 'risk/privacy'] as const;

/** The scale of scores, over all policies. */
export const SCORE_SCALE = { min: 300, max: 850 } as const;

/** The columns of the contract that a raw column can become, by table. */
export const CONTRACT_COLUMNS = {
  customers: [
    ...['customer_id', 'birth_date', 'sex', 'education_level', 'marital_status', 'dependants', 'employment_status'],
    ...['employment_start_date', 'annual_income', 'residence_status', 'residence_since', 'country'],
    ...['full_name', 'national_id', 'email', 'phone', 'address'],
  ],
  loan_applications: [
    ...['application_id', 'customer_id', 'applied_at', 'amount', 'term_months', 'annual_rate', 'purpose'],
    ...['monthly_debt_payments', 'collateral_value', 'status', 'defaulted', 'outcome_date'],
  ],
  credit_history: [
    ...['customer_id', 'as_of', 'credit_score', 'open_accounts', 'credit_limit', 'balance', 'payment_due'],
    ...['payment_made', 'months_past_due', 'delinquencies_24m', 'inquiries_6m', 'public_records'],
    ...['oldest_account_date'],
  ],
  transactions: ['transaction_id', 'customer_id', 'booked_at', 'amount', 'kind', 'balance_after'],
} as const;
