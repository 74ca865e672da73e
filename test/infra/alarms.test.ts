/** What production is alarmed about: every alarm says how urgent it is, and leads to words that say what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT, Synthesised } from './synthesised.ts';

let prod: Synthesised;
beforeAll(() => {
  prod = new Synthesised('prod');
}, 120_000);
afterAll(() => prod?.remove());

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchors = Array.from(
  readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8').matchAll(/^#{2,3} (.+)$/gm),
  ([, heading = '']) => anchorOf(heading),
);

test('every alarm names its severity and a section of the runbook', () => {
  const alarms = [...prod.ofType('CloudWatch::Alarm'), ...prod.ofType('CloudWatch::CompositeAlarm')];
  expect(alarms.length).toBeGreaterThan(15);
  for (const { properties } of alarms) {
    const [, anchor] =
      /^(?:page|ticket|info): .+\. Runbook: docs\/runbook\.md#(\S+)$/.exec(properties.AlarmDescription) ?? [];
    expect([properties.AlarmName, properties.AlarmDescription, anchors.includes(anchor ?? '')]).toEqual([
      ...[properties.AlarmName, properties.AlarmDescription, true],
    ]);
  }
});

test('no two headings of the runbook have the same anchor', () => {
  expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([]);
});
