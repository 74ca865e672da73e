/** Texts of the form that proposes the promotion of a model, or the return to a former champion. */

export const modelChangeTexts = {
  titles: {
    model_promotion: 'Propose this version as champion',
    model_rollback: 'Propose to go back to this version',
  },
  note: 'Another person approves it. Nothing is changed if another model has become the champion by then.',
  despiteGates: 'Propose it although a gate rejected it, or no gate has judged it',
  why: 'Why, in words that an auditor can read',
  propose: 'Propose',
  proposing: 'Proposing…',
} as const;
