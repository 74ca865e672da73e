/** Texts of what would change a decision: the smallest changes, and the sliders that try values. */
import { formatPlural } from '../../format/plurals.ts';

export const counterfactualTexts = {
  title: 'What would change the decision',
  note: 'The smallest changes of what a person can change with which this model and this policy would approve. No promise, and no protected attribute is changed.',
  open: 'Find what would change it',
  onlyOne: 'One change at a time',
  reached: 'The policy approves it. Nothing has to change.',
  caption: 'Changes that would change the decision, the smallest first',
  change: 'Change',
  from: (label: string, from: string, to: string) => `${label}: ${to} instead of ${from}`,
  follows: (changes: string) => `with it ${changes}`,
  pd: 'Probability of default',
  score: 'Score',
  decision: 'Decision',
  show: 'Show',
  showOn: (changes: string) => `Show on the sliders: ${changes}`,
  nothingActionable: 'Nothing that the model or the policy reads here is something that a person can change.',
  nothing: (searched: number) =>
    `Nothing within reach: of ${formatPlural(searched, 'change')} that ${searched === 1 ? 'was' : 'were'} tried, none leads to an approval. Others that were not tried might.`,
  nearest: (changes: string, pd: string, decision: string) =>
    `Nearest: ${changes}. Probability of default ${pd}, decision ${decision}.`,
  searched: (searched: number) => `${formatPlural(searched, 'change')} tried.`,
  tried: {
    title: 'Try values',
    note: 'The model and the policy of this decision score what you set. Nothing is stored.',
    reset: 'Reset',
    unchanged: 'These are the values that were decided on.',
    scoring: 'Scoring…',
    outcome: 'Outcome of the tried values',
    stored: (value: string) => `stored: ${value}`,
  },
} as const;
