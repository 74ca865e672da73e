/** Refusals of the functions of schema privacy: SQLSTATE, name and words of each. Open it when one refuses something new. */
import { createRefusals, type Refusal } from '../http/refusals.ts';

const REFUSALS = {
  'unknown-privacy-request': {
    ...{ sqlState: 'PV001', status: 404 },
    detail: 'There is no request of a data subject with this id. GET /v1/privacy-requests lists them.',
  },
  'privacy-request-open': {
    ...{ sqlState: 'PV002', status: 409 },
    detail: 'The person has an unfinished request of this kind. Nothing was stored; handle that one.',
  },
  'privacy-request-over': {
    ...{ sqlState: 'PV003', status: 409 },
    detail: 'The request is running or has ended, so this is not possible. Nothing was changed; read it again.',
  },
  'receipt-out-of-range': {
    ...{ sqlState: 'PV004', status: 422 },
    detail: 'A request was received in the last year, and not in the future. Send another received_at.',
  },
  'deadline-out-of-range': {
    ...{ sqlState: 'PV005', status: 422 },
    detail: 'A deadline moves to a later time, three months after the receipt at most. Send another due_at.',
  },
  'unknown-restriction': {
    ...{ sqlState: 'PV105', status: 404 },
    detail: 'There is no restriction with this id. GET /v1/restrictions lists them.',
  },
  'restriction-lifted': {
    ...{ sqlState: 'PV103', status: 409 },
    detail: 'The restriction was lifted before. Nothing was changed; read the list again.',
  },
  'no-package': {
    ...{ sqlState: 'PV006', status: 409 },
    detail: 'Only an access request that was completed has a package, until it is deleted. Read the request again.',
  },
} as const satisfies Record<string, Refusal>;

export const { create: createPrivacyRefusal, call: callPrivacy } = createRefusals(REFUSALS);
