/** Builds the request of one prediction from the options of `npm run predict`. */
import type { PredictRequest } from '../../clients/typescript/client.ts';
import { InvalidOptions } from '../terminal/command.ts';

const USAGE =
  'say which application: npm run predict -- --application ID, or a new one: npm run predict -- --customer ID --amount MONEY';

/** Name and value of one of the lender's attributes. */
export type AttributeValue = readonly [name: string, value: string | number];

/** Options that describe the application; money in the lender's currency, the rate as a share of 1 a year. */
export interface ApplicationOptions {
  application: string | undefined;
  customer: string | undefined;
  amount: number | undefined;
  'term-months': number | undefined;
  'annual-rate': number | undefined;
  purpose: string | undefined;
  'monthly-debt-payments': number | undefined;
  'collateral-value': number | undefined;
  attribute: AttributeValue[] | undefined;
}

/**
 * The body of POST /v1/predict. What is not given of a new application is unknown.
 * @throws {InvalidOptions} when neither a delivered nor a new application is named, or both are
 */
export function buildPredictRequest(options: ApplicationOptions): PredictRequest {
  const { application, customer, amount, purpose, attribute } = options;
  if (application !== undefined && customer === undefined) return { application_id: application };
  if (customer === undefined || amount === undefined || application !== undefined) throw new InvalidOptions(USAGE);
  const numbers = {
    term_months: options['term-months'],
    annual_rate: options['annual-rate'],
    monthly_debt_payments: options['monthly-debt-payments'],
    collateral_value: options['collateral-value'],
  };
  return {
    customer_id: customer,
    amount,
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
    ...(purpose !== undefined && { purpose }),
    ...(attribute && { attributes: Object.fromEntries(attribute) }),
  };
}

/** Parses `grade=A`; a value that is a number is sent as one, unless it is quoted: `code="007"`. */
export function parseAttribute(text: string): AttributeValue {
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=');
  if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) return [name, value.slice(1, -1)];
  return [name, value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
}
