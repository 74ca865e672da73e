/** Texts of the emergency rollback of policies and models. */

const CONSEQUENCE = 'People are alarmed, and another person reviews it afterwards.';

export const rollbackTexts = {
  open: 'Roll back in an emergency',
  notes: {
    policy: `At once and without an approval, the earlier policies decide again. ${CONSEQUENCE}`,
    model: `Without an approval, the champion before this one scores again. ${CONSEQUENCE}`,
  },
  why: 'Why, in words that an auditor can read',
  rollBack: 'Roll back now',
  rollingBack: 'Rolling back…',
} as const;
