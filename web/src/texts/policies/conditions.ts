/** Words for the conditions of a policy, as parts of a sentence. */

export const conditionTexts = {
  below: (name: string, bound: string) => `${name} is below ${bound}`,
  at_most: (name: string, bound: string) => `${name} is at most ${bound}`,
  above: (name: string, bound: string) => `${name} is above ${bound}`,
  at_least: (name: string, bound: string) => `${name} is at least ${bound}`,
  between: (name: string, low: string, high: string) => `${name} is from ${low} to ${high}`,
  in: (name: string, values: readonly string[]) =>
    values.length === 1 ? `${name} is ${values[0]}` : `${name} is one of ${values.join(', ')}`,
  not_in: (name: string, values: readonly string[]) =>
    values.length === 1 ? `${name} is not ${values[0]}` : `${name} is none of ${values.join(', ')}`,
  known: (name: string) => `${name} is known`,
  unknown: (name: string) => `${name} is unknown`,
  orUnknown: (words: string) => `${words} (or it is unknown)`,
  all: (words: readonly string[]) => words.join(' and '),
  any: (words: readonly string[]) => words.join(' or '),
  not: (words: string) => `it is not so that ${words}`,
  group: (words: string) => `(${words})`,
  unreadable: 'a condition that this page cannot read',
} as const;
