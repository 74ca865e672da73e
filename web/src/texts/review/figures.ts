/** Texts of the figures of the review: how long people took, and how they decided. */
import { formatCount } from '../../format/numbers.ts';

export const figureTexts = {
  title: 'Figures of the review',
  subtitle: 'How long decisions took, and how people and model agree.',
  queue: 'Review queue',
  filters: { label: 'Choose a period', from: 'Decided from', to: 'Decided until' },
  tiles: {
    unfinished: 'Not finished',
    overdue: 'Overdue',
    now: 'now',
    decided: 'Decided',
    period: (from: string, to: string) => `${from} to ${to}`,
    time: 'Time to the decision',
    p90: (time: string) => `median; 90 % within ${time}`,
    late: 'Decided late',
    lateNote: 'after the due time',
    overturned: 'Overturned',
    overturnedNote: (count: number) => `${formatCount(count)} approvals or declines changed`,
    agreement: 'Agreement with the model',
    agreementNote: (count: number) => `${formatCount(count)} on the model’s side`,
  },
  columns: {
    reviewer: 'Reviewer',
    kind: 'Kind',
    reason: 'Reason',
    decided: 'Decided',
    median: 'Median time',
    p90: '90 % within',
    late: 'Late',
    overturnRate: 'Overturned',
    agreementRate: 'Agreement',
  },
  byReviewer: {
    title: 'By reviewer',
    caption: 'Figures by reviewer',
    note: 'Few decisions say little about a person.',
  },
  byKind: { title: 'By kind of case', caption: 'Figures by kind of case' },
  byReason: {
    title: 'By reason',
    caption: 'Figures by reason',
    note: 'A decision counts once with each of its reasons.',
  },
  none: { title: 'No decision in this period', text: 'Choose another period.' },
} as const;
