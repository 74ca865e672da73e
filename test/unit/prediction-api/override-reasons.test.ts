/** A person's reason reads as it is stored: characters that hide or reorder a text are refused. */
import { OverrideEndRequest, OverrideRequest } from '../../../lambdas/prediction-api/contract/schemas/evidence.ts';

const accepts = (reason: string): boolean[] => [
  OverrideRequest.safeParse({ decision: 'approve', reason }).success,
  OverrideEndRequest.safeParse({ reason }).success,
];

/** All characters of ranges, both ends included. */
const listCharacters = (...ranges: [number, number][]): string[] =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)));

test.each([
  ['text direction', listCharacters([0x061c, 0x061c], [0x200e, 0x200f], [0x202a, 0x202e], [0x2066, 0x2069])],
  ['lines and deprecated formatting', listCharacters([0x2028, 0x2029], [0x206a, 0x206f])],
  ['C0, except the line break, and C1', listCharacters([0, 9], [0x0b, 0x1f], [0x7f, 0x9f])],
])('no reason has a control character of %s', (_, characters) => {
  for (const character of characters) {
    const code = character.charCodeAt(0).toString(16);
    expect([code, ...accepts(`Income was ${character}proven by hand.`)]).toEqual([code, false, false]);
  }
});

test.each([
  'Income was proven by hand:\npayslips of three months.',
  'Einkünfte „nachgewiesen“ – 3 Gehaltszettel, 4.500 €',
  'הכנסה הוכחה על ידי תלושי שכר',
  'تم إثبات الدخل بكشوف الرواتب',
  'درآمد با فیش حقوقی تأیید می\u200cشود',
  '已凭三个月的工资单核实收入。',
])('a reason is a text of any language: %s', (reason) => {
  expect(accepts(reason)).toEqual([true, true]);
});
