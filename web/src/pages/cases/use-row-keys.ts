/** Lets the arrow keys move the focus from one row's link to the next. They work only inside the list. */
import { type RefObject, useEffect, useRef } from 'react';

/** @returns the reference of an element with one link for each row of a table */
export function useRowKeys(): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = list.current;
    const move = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const links = [...(element?.querySelectorAll<HTMLAnchorElement>('tbody>tr>td:first-child>a') ?? [])];
      const place = links.indexOf(document.activeElement as HTMLAnchorElement);
      const next = links[place + step];
      if (step === 0 || place < 0 || !next) return;
      event.preventDefault(); // the page does not scroll as well
      next.focus();
    };
    element?.addEventListener('keydown', move);
    return () => element?.removeEventListener('keydown', move);
  }, []);
  return list;
}
