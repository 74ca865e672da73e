/** The names that a lender's attribute may not have: personal data, and names of the system. */
import { describe, expect, test } from '@jest/globals';
import { isAttribute } from '../../../lambdas/shared/features/attribute-names.ts';
import { FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { findNameFault } from '../../../lambdas/shared/landing/attribute-rules.ts';
import { listNonPersonalColumns, listPersonalColumns } from '../../../lambdas/shared/landing/table-contract.ts';

const PERSONAL = `firstnames national_ids account_numbers postcodes mother_name fname vorname home_lat pincode
  national_id NationalID national-id nationalid NATIONAL.ID applicant_national_id ssn SSN email e_mail Email2
  emailAddress phone homePhone telephone phone_number mobile address home_address ip_address street zip3 postcode dob
  birth_date date_of_birth BirthYear name full_name firstName borrower_name passport_no driving_licence iban card_number
  tax_id TaxpayerNumber verified_email licence_plate fingerprint`;
const RESERVED = `id ID _id Id. application_id customer_id as_of AS_OF run_id partition defaulted default target outcome
  __proto__ constructor hasOwnProperty toString`;
const PERMITTED = `number_of_phones number_of_logins phone_bill_amount zip_median_income
  grade has_email email_verified telephone_registered months_at_address address_changes phone_count
  zip_region product_name employer_name credit_card_balance residence_years housing job foreign_worker channel idle_days
  classname sinking_fund panel hotel status mobile_app branch_code`;

const split = (names: string) => names.split(/\s+/);

describe.each(['customers', 'loan_applications'] as const)('an attribute of %s', (table) => {
  test.each(split(PERSONAL))('%s is personal', (name) => expect(findNameFault(table, name)).toBe('personal'));
  test.each([...split(RESERVED), 'income unknown', 'income UNKNOWN'])('%s is reserved', (name) =>
    expect(findNameFault(table, name)).toBe('reserved'),
  );
  test.each(split(PERMITTED))('%s is permitted', (name) => expect(findNameFault(table, name)).toBeUndefined());
});

test('every personal column of the contract is found under its own name', () => {
  for (const name of listPersonalColumns('customers'))
    expect([name, findNameFault('loan_applications', name)]).toEqual([name, 'personal']);
  // A column in clear text is permitted in its table by the contract, not as an attribute of another.
  expect(listNonPersonalColumns('customers').map(({ name }) => name)).toContain('birth_date');
});

test('no feature of the catalogue looks like an attribute', () => {
  expect(FEATURES.filter(({ name }) => isAttribute(name))).toEqual([]);
});
