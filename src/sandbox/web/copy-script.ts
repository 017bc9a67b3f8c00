/** The one script: a button that copies the secret. Without it the field can be selected and copied by hand. */
export const copyScript = `for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  const status = document.querySelector('[data-copied]')
  button.hidden = false
  field.addEventListener('focus', () => field.select())
  if (document.activeElement === field) field.select()
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value)
      status.textContent = 'Copied.'
    } catch {
      field.select()
      status.textContent = 'The browser does not allow it: copy the selected text.'
    }
  })
}
`
