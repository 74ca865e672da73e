/** What a verification of the audit trail finds, one line each. */

export interface TrailFinding {
  problem:
    | 'broken_chain'
    | 'missing_object'
    | 'changed_object'
    | 'unlocked_object'
    | 'changed_row'
    | 'missing_row'
    | 'unrecorded_row'
    | 'lost_entries';
  /** One line that names what differs. */
  message: string;
}

export interface TrailVerification {
  findings: TrailFinding[];
  /** Lines about what differs for a recorded reason, and is no finding. */
  notes: string[];
  entries: number;
  /** Records whose content was compared with the database. */
  records: number;
  /** Newest entry; undefined when the trail is empty. */
  head: { sequence: number; sha256: string; written_at: string } | undefined;
}

/** Findings of one entry that are named one by one. */
export const NAMED_FINDINGS = 20;
