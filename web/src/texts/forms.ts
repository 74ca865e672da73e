/** Texts that the forms of several pages share, and the name of a person. */

export const formTexts = {
  reasonLength: (shortest: number, longest: number, now: number) =>
    now < shortest ? `At least ${shortest} characters` : `${now} of at most ${longest} characters`,
  failure: (title: string, detail: string) => `${title}. ${detail}`,
} as const;

/** The name of a person, or the id where the account does not exist any more. */
export const namePerson = ({ name, id }: { name: string | null; id: string }): string =>
  name ?? `a person without an account (${id})`;
