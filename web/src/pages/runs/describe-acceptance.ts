/** What a run without a rejected row says about its rows. */
import type { Run } from '../../queries/api-types.ts';

/** @returns the text of the catalogue; all rows were accepted only where all files were imported */
export function describeAcceptance({
  state,
  rows_delivered,
}: Pick<Run, 'state' | 'rows_delivered'>): 'allAccepted' | 'notChecked' | 'notKnown' {
  if (state === 'running') return 'notKnown';
  return rows_delivered > 0 && (state === 'published' || state === 'gate_failed') ? 'allAccepted' : 'notChecked';
}
