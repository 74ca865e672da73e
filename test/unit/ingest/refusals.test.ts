/** Every refusal of a delivery says what to do about it, however long the names in it are. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DeliveryRefused, type RefusalName } from '../../../lambdas/shared/landing/refusals.ts';

/** Reasons whose message is made with its remedy, which depends on what is delivered. */
const OWN_REMEDIES = [
  'TooManyAttributes',
  'PersonalColumn',
  'ReservedColumn',
  'AttributeTypeChanged',
  'CurrencyChanged',
];

const source = globSync('lambdas/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const used = new Set(
  Array.from(source.matchAll(/new DeliveryRefused\(\s*'(\w+)'/g), ([, name = '']) => name as RefusalName),
);

test('every reason is found', () => expect(used.size).toBeGreaterThan(20));

test.each([...used])('%s says what to do', (name) => {
  const { reason } = new DeliveryRefused(name, `${'x'.repeat(2000)}\n\0`);
  expect(reason.message.length).toBeLessThanOrEqual(1000);
  expect(reason.message).not.toMatch(/\n/);
  if (!OWN_REMEDIES.includes(name)) expect(reason.message).toMatch(/; [a-z][^;]{10,}$/);
});

test('a message with its own remedy names a way on', () => {
  const files = [
    'lambdas/shared/landing/manifest.ts',
    'lambdas/ingest/runs/declare-attributes.ts',
    'lambdas/ingest/runs/declare-terms.ts',
  ];
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(
    text.match(
      /declare those that no model needs|deliver it in a personal column|rename the column|or under another name|deliver amounts in/g,
    ),
  ).toHaveLength(5);
});
