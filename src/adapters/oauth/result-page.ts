/** What the person in the browser is told: a heading and a sentence. */
export interface ResultPage {
  status: number
  title: string
  text: string
}

export const pages = {
  arrived: {
    status: 200,
    title: 'The answer has arrived',
    text: 'Go back to the terminal: it says how the sign-in ended. You can close this window.',
  },
  denied: {
    status: 200,
    title: 'The sign-in was refused',
    text: 'Nothing was granted and nothing was changed. You can close this window.',
  },
  wrong: {
    status: 400,
    title: 'This answer does not belong to the sign-in that waits here',
    text: 'It was not used, and the sign-in has ended. Start it again in the terminal.',
  },
  second: {
    status: 409,
    title: 'This sign-in has had its answer already',
    text: 'This one was not used and changed nothing. You can close this window.',
  },
} satisfies Record<string, ResultPage>

/** Headers of every answer: nothing is kept, nothing runs, nothing is told to others. */
export const pageHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
}

/** The page as HTML; light or dark as the browser likes, without a script or a style. */
export function htmlOf({ title, text }: ResultPage): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title} · beatpass</title>`,
    `<main><h1>${title}</h1><p>${text}</p></main>`,
    '</html>',
    '',
  ].join('\n')
}
