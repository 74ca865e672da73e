/** Texts of the comparison of two policies. */

export const compareTexts = {
  title: (version: string) => `What ${version} changes`,
  with: 'Compared with',
  alone: 'There is no other version to compare with',
  direction: (from: string, to: string) =>
    `From ${from} to ${to}. A line that goes is marked with −, one that comes with +.`,
  viewLabel: 'What to show',
  views: { changes: 'Changes', all: 'Everything', json: 'JSON' },
  json: 'The documents as JSON',
  same: 'Both say the same.',
  line: 'line',
  summary: (removed: string, added: string) => `${removed} removed, ${added} added.`,
  spoken: { removed: 'Removed:', added: 'Added:' },
} as const;
