/** A button with `data-show` shows the password in the field of that id, and hides it again; always hidden when the form is sent. */
export function startShowPassword(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-show]')) {
    const field = document.getElementById(button.dataset['show'] ?? '');
    if (!(field instanceof HTMLInputElement)) continue;

    button.addEventListener('click', () => show(button, field, field.type === 'password'));
    field.form?.addEventListener('submit', () => show(button, field, false));
  }
}

function show(button: HTMLButtonElement, field: HTMLInputElement, isShown: boolean): void {
  field.type = isShown ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(isShown));
  const word = button.querySelector('span');
  if (word) word.textContent = isShown ? 'Hide' : 'Show';
}
