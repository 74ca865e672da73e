/** Takes the place of the portfolio's figures: nothing is scored yet, or nothing matches the filter. */
import { EmptyState } from '../../components/empty-state.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { sharedTexts } from '../../texts/shared.ts';

export function NoApplications() {
  const { isFiltered } = useFilter();
  return isFiltered ? (
    <EmptyState title={sharedTexts.noMatch}>{sharedTexts.noMatchWhy}</EmptyState>
  ) : (
    <EmptyState title={sharedTexts.noScores}>{sharedTexts.noScoresWhy}</EmptyState>
  );
}
