/** Why a notice is not issued: each refusal with its words. The API makes problems of them, the worker notes their names. */
import { RiskError } from '../errors.ts';

const REFUSALS = {
  'unknown-prediction': 'No prediction that you may read has this id.',
  'what-if-decision': 'This is a what-if: nobody applied, so nobody gets a notice. Choose the score of an application.',
  'scored-again':
    'The application has been scored again since. A notice states the newest score: read the application again.',
  'no-adverse-action':
    'The application is not declined, so there is no adverse action to give notice of. The kind eu explains any decision.',
  'reasons-missing':
    'No reasons are stored with this score, and a notice states the stored ones only. Score the application again with reasons.',
  'template-changed':
    'A version of a template has another text than when it was first used. Restore it, and write the new text as the next version.',
} as const;

export type NoticeRefusal = keyof typeof REFUSALS;

/** A notice cannot be issued; nothing was stored. */
export class NoticeRefused extends RiskError {
  readonly refusal: NoticeRefusal;

  constructor(refusal: NoticeRefusal, options?: ErrorOptions) {
    super(REFUSALS[refusal], options);
    this.refusal = refusal;
  }
}
