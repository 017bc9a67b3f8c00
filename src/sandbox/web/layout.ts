import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

export interface Frame {
  title: string
  content: Html
  /** What stands at the right of the header: who is signed in and the way out. */
  account?: Html
}

/** A whole page: the header that says what this is, and the content. */
export function layout({ title, content, account }: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · BeatPass sandbox</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script src="/copy.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<p class="brand"><img src="/icon.svg" alt="" width="28" height="28">BeatPass <span class="badge">sandbox</span></p>
${account ?? ''}
</header>
<main id="content">
${content}
</main>
<footer><p>A local copy for trying and testing. Nothing here reaches beatpass.ca.</p></footer>
</body>
</html>`
}
