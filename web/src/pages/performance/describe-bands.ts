/** What predicted and observed default rates by band say, in a sentence. */
import { isInside } from '../../format/numbers.ts';
import type { Performance } from '../../queries/api-types.ts';
import { livePerformanceTexts as texts } from '../../texts/models/live-performance.ts';

/** Names the bands whose predicted rate is outside the interval of the observed one, and those with too few outcomes. */
export function describeBands(bands: Performance['bands']): string {
  const measured = bands.filter(({ realised_rate }) => realised_rate !== null);
  const outside = measured.filter(({ expected_pd, observed_interval }) => !isInside(expected_pd, observed_interval));
  const sentences = outside.map(({ band, expected_pd, realised_rate }) =>
    texts.bandSentence(band, expected_pd, realised_rate),
  );
  const unmeasured = bands.filter(({ realised_rate }) => realised_rate === null).map(({ band }) => band);
  return [
    measured.length > 0 && (outside.length === 0 ? texts.bandsInside : texts.bandsOutside(sentences.join('; '))),
    unmeasured.length > 0 && texts.bandsTooFew(unmeasured.join(', ')),
  ]
    .filter(Boolean)
    .join(' ');
}
