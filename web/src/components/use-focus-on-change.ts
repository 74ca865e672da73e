/** Moves the focus to an element after a choice has changed its content, but not when the page is opened. */
import { type RefObject, useEffect, useRef } from 'react';

/** @returns the reference of the element, which needs `tabIndex={-1}` */
export function useFocusOnChange(choice: string): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const shown = useRef(choice);
  useEffect(() => {
    if (shown.current !== choice) element.current?.focus();
    shown.current = choice;
  }, [choice]);
  return element;
}
