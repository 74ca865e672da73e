/** Who drafts and proposes policies: the proposers of the API's table of roles. A unit test compares them. */
export const POLICY_WRITERS: readonly string[] = ['analyst', 'approver'];
