/** Texts of the filter bar. */
import { formatCode } from './codes.ts';

export const filterTexts = {
  title: 'Filters',
  from: 'From month',
  to: 'To month',
  modelVersion: 'Scored by model',
  within: 'Segment',
  decision: 'Current decision',
  band: 'Risk band',
  clear: 'Clear filters',
  all: {
    from: 'First month',
    to: 'Newest month',
    model_version: 'All models',
    within: 'All applications',
    decision: 'All decisions',
    band: 'All bands',
  },
  version: (version: string, stage: string | null) => (stage ? `${version} (${formatCode(stage)})` : version),
} as const;
