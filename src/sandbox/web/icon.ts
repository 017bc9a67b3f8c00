/** A ticket with a beat on it. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="7" fill="#5b3fd6"/><path d="M5 14h4l2.5-7 5 14 2.5-7h4" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`
