/** A button with `data-busy` says that while its form is on its way, and does not send it twice. */
export function startBusyButtons(): void {
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.dataset['busy'] === undefined) return;

      if (button.getAttribute('aria-busy') === 'true') event.preventDefault();
      else makeBusy(button, button.dataset['busy']);
    });
  }
}

function makeBusy(button: HTMLButtonElement, word: string): void {
  const label = button.querySelector('.button__label');
  if (!label) return;

  const before = label.textContent;
  button.setAttribute('aria-busy', 'true');
  label.textContent = word;
  // A page that the browser kept and shows again on the way back has nothing on its way.
  addEventListener('pageshow', () => {
    button.removeAttribute('aria-busy');
    label.textContent = before;
  });
}
