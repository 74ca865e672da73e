/** Moves the focus to where work goes on after a form or a step has replaced a part of the page. */
import { type RefObject, useEffect, useRef } from 'react';

/** @returns a ref for the element that gets the focus each time `state` changes, not at first */
export function useFocusAfterChange<Focusable extends HTMLElement>(state: unknown): RefObject<Focusable | null> {
  const target = useRef<Focusable>(null);
  const shownState = useRef(state);
  useEffect(() => {
    if (shownState.current !== state) target.current?.focus();
    shownState.current = state;
  }, [state]);
  return target;
}
