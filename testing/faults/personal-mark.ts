/** The mark that every personal value of the fault test contains, so that a search finds it anywhere in clear text. */

/** Part of every delivered personal value, also in rejected rows and unreadable lines. */
export const PERSONAL_MARK = 'Zq9xw';
export const buildFullName = (customerId: string, version = 1): string => `${PERSONAL_MARK} ${customerId} ${version}`;
