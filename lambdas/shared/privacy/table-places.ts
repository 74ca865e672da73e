/** The tables of the register of places, in the order in which an erasure empties them. */
import type { TablePlace } from './places.ts';

const OF_CUSTOMER = 't.customer_id = :customer_id';
const OF_ROW = "t.row ->> 'customer_id' = :customer_id";
const OF_APPLICATION = 'in (select jsonb_array_elements_text(cast(:applications as jsonb)))';
const OF_SCORE =
  't.prediction_id in (select prediction_id from predictions.risk_scores where customer_id = :customer_id)';
/** Another customer can have an application of the same id: it says whose a case is only where no customer is known. */
const CASES_OF_PERSON = `select case_id from cases.cases
  where customer_id = :customer_id or customer_id is null and application ${OF_APPLICATION}`;

const FEATURES = { erased: 'always', statement: 'privacy/delete_features.sql', counted: 'features' } as const;
const DELIVERED = { erased: 'always', statement: 'privacy/delete_staging_rows.sql', counted: 'staging' } as const;
/** Evidence of what people decided. Steps go with their case. */
const CASES = {
  erased: 'scores',
  statement: 'privacy/erase_cases.sql',
  counted: 'cases',
  kept: 'evidence of what people decided; the retention schedule deletes it, or an erasure with the scores',
} as const;
/** Evidence of decisions. */
const SCORES = {
  erased: 'scores',
  statement: 'privacy/erase_scores.sql',
  counted: 'scores',
  kept: 'evidence of a decision; the retention schedule deletes it, or an erasure with the scores',
} as const;

export const TABLE_PLACES: readonly TablePlace[] = [
  {
    table: 'analytics.quality_results',
    holds: 'ids of rows that a quality check shows as examples',
    // As in the statement that removes them. The other samples are of other customers.
    found: `exists (
      select from jsonb_array_elements_text(t.sample_keys) as sample (key), (
        select cast(:customer_id as text) as id
        union select jsonb_array_elements_text(cast(:applications as jsonb))
        union select transaction_id from staging.transactions where customer_id = :customer_id
      ) as ids
      where key = id or starts_with(key, id || ':') or right(key, length(id) + 1) = ':' || id
        or strpos(key, ':' || id || '/') > 0
    )`,
    shown: "jsonb_build_object('run_id', t.run_id, 'check_name', t.check_name)",
    erased: 'always',
    statement: 'privacy/remove_sample_keys.sql',
    counted: 'samples',
  },
  { table: 'analytics.risk_features', holds: 'features of applications', found: OF_CUSTOMER, ...FEATURES },
  { table: 'analytics.customer_features', holds: 'features of the customer', found: OF_CUSTOMER, ...FEATURES },
  {
    table: 'staging.customers',
    holds: 'delivered master data, personal data sealed',
    found: OF_CUSTOMER,
    ...DELIVERED,
  },
  { table: 'staging.loan_applications', holds: 'delivered applications', found: OF_CUSTOMER, ...DELIVERED },
  { table: 'staging.credit_history', holds: 'delivered credit statements', found: OF_CUSTOMER, ...DELIVERED },
  { table: 'staging.transactions', holds: 'delivered transactions', found: OF_CUSTOMER, ...DELIVERED },
  {
    table: 'staging.rejected_rows',
    holds: 'ids and reasons of delivered rows that were not taken',
    found: OF_ROW,
    erased: 'always',
    statement: 'privacy/delete_rejected_rows.sql',
    counted: 'rejected',
  },
  {
    table: 'staging.superseded_rows',
    holds: 'delivered rows that a later delivery replaced, personal data sealed',
    found: OF_ROW,
    erased: 'always',
    statement: 'privacy/delete_superseded_rows.sql',
    counted: 'superseded',
  },
  {
    table: 'cases.attachments',
    holds: 'files of cases: name, type and what their check found; the files themselves are objects',
    found: `exists (select from contests.contests c where c.contest_id = t.contest_id and c.customer_id = :customer_id)
      or exists (select from cases.cases c where c.case_id = t.case_id and c.customer_id = :customer_id)`,
    erased: 'always',
  },
  {
    table: 'contests.contests',
    holds: 'objections to a decision: when, and which reasons the notice had; the words are objects',
    found: OF_CUSTOMER,
    // Not the hash of the link's token.
    shown: "to_jsonb(t) - 'token_sha256'",
    erased: 'scores',
    kept: SCORES.kept,
  },
  {
    table: 'notices.notices',
    holds: 'notices about decisions: what they said, and how they were sent; the files themselves are objects',
    found: OF_CUSTOMER,
    erased: 'scores',
    kept: SCORES.kept,
  },
  {
    table: 'notices.duties',
    holds: 'whether a declined application is owed a notice, and since when',
    found: OF_CUSTOMER,
    erased: 'scores',
    kept: SCORES.kept,
  },
  {
    table: 'cases.actions',
    holds: 'steps of cases, with notes of people',
    found: `t.case_id in (${CASES_OF_PERSON})`,
    ...CASES,
  },
  {
    table: 'cases.cases',
    holds: 'cases: what people decided about applications, and why',
    found: `(${OF_CUSTOMER} or t.customer_id is null and t.application ${OF_APPLICATION})`,
    ...CASES,
  },
  { table: 'predictions.overrides', holds: 'decisions of people', found: OF_SCORE, ...SCORES },
  {
    table: 'predictions.shadow_scores',
    holds: 'scores of a challenger, which decide nothing',
    found: OF_SCORE,
    ...SCORES,
  },
  { table: 'analytics.scored_applications', holds: 'the newest score of an application', found: OF_SCORE, ...SCORES },
  {
    table: 'analytics.counted_scores',
    holds: 'copies of scores that figures are counted from',
    found: OF_SCORE,
    ...SCORES,
  },
  {
    table: 'reporting.segment_applications',
    holds: 'entries in lists of the riskiest applications',
    found: OF_SCORE,
    ...SCORES,
  },
  {
    table: 'reporting.segment_names',
    holds: "names of categories of the person's applications, which are often also those of others",
    found: `exists (
      select from analytics.counted_scores score
      where score.segments[t.dimension_id] = t.segment_no and score.prediction_id in (
        select prediction_id from predictions.risk_scores where customer_id = :customer_id
      )
    )`,
    ...SCORES,
  },
  {
    table: 'predictions.batch_requests',
    holds: 'stored responses of lists',
    found: `exists (select from predictions.risk_scores s where s.customer_id = :customer_id
      and t.results @> jsonb_build_array(jsonb_build_object('prediction_id', s.prediction_id)))`,
    // The other entries of the list are of other customers.
    shown: "jsonb_build_object('client_id', t.client_id, 'asked_at', t.asked_at)",
    ...SCORES,
  },
  {
    table: 'predictions.risk_scores',
    holds: 'scores with their evidence: features, reasons, decision',
    found: OF_CUSTOMER,
    ...SCORES,
  },
  {
    table: 'events.deliveries',
    holds: 'to whom events about the person were sent, and when',
    found: 't.position in (select position from events.outbox where customer_id = :customer_id)',
    erased: 'always',
  },
  {
    table: 'events.outbox',
    holds: 'events about decisions for the systems of the lender: ids, decision, score',
    found: OF_CUSTOMER,
    erased: 'always',
  },
  {
    table: 'privacy.restrictions',
    holds: 'restrictions of the processing, and objections to it',
    found: OF_CUSTOMER,
    erased: 'always',
  },
  {
    table: 'privacy.rectifications',
    holds: 'values that the person had corrected',
    found: OF_CUSTOMER,
    erased: 'always',
  },
  {
    table: 'privacy.requests',
    holds: 'what the person asked for about their data',
    found: OF_CUSTOMER,
    erased: 'always',
    statement: 'privacy/forget_requests.sql',
    counted: 'requests',
    isLast: true,
  },
];
