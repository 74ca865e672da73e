/** Texts that the forms of several pages share, and the name of a person. */

export const formTexts = {
  reasonLength: (shortest: number, longest: number, now: number) =>
    now < shortest ? `At least ${shortest} characters` : `${now} of at most ${longest} characters`,
  failure: (title: string, detail: string) => `${title}. ${detail}`,
} as const;

/** User names of the user pool. */
const USER_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The name of who did something: a person, or the id of a function, a migration or an IAM identity. */
export const namePerson = ({ name, id }: { name: string | null; id: string }): string =>
  name ?? (USER_NAME.test(id) ? `a person without an account (${id})` : id);
