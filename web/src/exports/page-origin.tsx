/** Where figures come from: the title and address of their page and their time. Every export carries it. */
import { createContext, useContext } from 'react';
import { formatTime } from '../format/times.ts';
import { sharedTexts } from '../texts/shared.ts';

export interface PageOrigin {
  title: string;
  /** ISO time at which the figures of the page were counted; null where the page does not know it. */
  figuresAt: string | null;
}

const PageOriginContext = createContext<PageOrigin>({ title: sharedTexts.productName, figuresAt: null });

export const PageOriginProvider = PageOriginContext.Provider;

export function usePageOrigin(): PageOrigin {
  return useContext(PageOriginContext);
}

/** The address with its query, and the time of the figures: of the download where the page knows none. */
export function describeOrigin({ figuresAt }: PageOrigin): { address: string; time: string } {
  return { address: location.href, time: figuresAt ?? new Date().toISOString() };
}

export function describeOriginLine(origin: PageOrigin): string {
  const { address, time } = describeOrigin(origin);
  return sharedTexts.exports.origin(address, formatTime(time));
}
