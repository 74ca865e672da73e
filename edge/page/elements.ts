/** Finds and makes elements of the page. Texts are set as text, never as markup. */

/** @throws {Error} when the page has no such element */
export function findElement<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element ${id}`);
  return element as Kind;
}

/** Makes an element with attributes and content; an attribute that is undefined is left out. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

/** Shows or hides a part of the page. */
export function showElement(id: string, isShown: boolean): void {
  findElement(id).hidden = !isShown;
}

/** Shows what went wrong in one line; without a text the line is hidden. */
export function showProblem(text = ''): void {
  const line = findElement('problem');
  line.textContent = text;
  line.hidden = text === '';
}

/** Runs a reaction to the user, shows its error in one line, and keeps the button from a second press meanwhile. */
export function reactTo(element: HTMLElement, event: string, react: (event: Event) => Promise<void>): void {
  element.addEventListener(event, async (raised) => {
    raised.preventDefault();
    const button = element instanceof HTMLButtonElement ? element : undefined;
    if (button) button.disabled = true;
    showProblem();
    try {
      await react(raised);
    } catch (error) {
      showProblem(error instanceof Error ? error.message : String(error));
    } finally {
      if (button) button.disabled = false;
    }
  });
}
