/** What predicted and observed default rates by band say, in a sentence. */
import type { Performance } from '../../queries/api-types.ts';
import { livePerformanceTexts as texts } from '../../texts/live-performance.ts';
import { containsRate, observeRate } from './observed-rate.ts';

type Band = Performance['bands'][number];

/** Bands with enough applications for an observed rate. */
export function selectMeasured(bands: readonly Band[]): (Band & { realised_rate: number })[] {
  return bands.flatMap((band) => {
    const { realised_rate } = band;
    return realised_rate === null ? [] : [{ ...band, realised_rate }];
  });
}

/** Names the bands whose predicted rate is outside the interval of the observed one. */
export function describeBands(bands: readonly Band[]): string {
  const outside = selectMeasured(bands).filter(
    ({ expected_pd, realised_rate, applications }) =>
      !containsRate(observeRate(realised_rate, applications), expected_pd),
  );
  const sentences = outside.map(({ band, expected_pd, realised_rate }) =>
    texts.bandSentence(band, expected_pd, realised_rate),
  );
  return outside.length === 0 ? texts.bandsInside : texts.bandsOutside(sentences.join('; '));
}
