/** The state of a policy version as a badge. */
import { StateBadge } from '../../components/figures/state-badge.tsx';
import type { Tone } from '../../format/tones.ts';
import type { Policy, PolicyState as State } from '../../queries/api-types.ts';

/** One that waits for a person stands out. */
const TONES: Record<State, Tone> = {
  ...{ draft: 'plain', simulated: 'plain', proposed: 'warn', approved: 'good', active: 'good', retired: 'plain' },
  ...{ rejected: 'bad', withdrawn: 'plain', expired: 'bad' },
};

export function PolicyState({ state }: { state: State }) {
  return <StateBadge code={state} tone={TONES[state]} />;
}

/** Whether the document can still change. */
export const isDraft = ({ state }: Pick<Policy, 'state'>): boolean => state === 'draft' || state === 'simulated';

/** Whether two people agreed that it may decide; it can be proposed again, for a segment or after another version. */
export const isApproved = ({ state }: Pick<Policy, 'state'>): boolean =>
  state === 'approved' || state === 'active' || state === 'retired';
