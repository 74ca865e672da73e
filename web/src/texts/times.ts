/** Words of times and ages. */
export const timeTexts = { underAnHour: 'less than 1 hour' } as const;
