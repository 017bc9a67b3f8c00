import { html } from 'hono/html'
import type { Site } from './site.ts'

export type Html = ReturnType<typeof html>

/** What a page brings; the rest of it is the site's. */
export interface Page {
  title: string
  content: Html
  /** What stands at the right of the header: who is signed in and the way out. Its pages have the menu. */
  account?: Html
}

/** A whole page: the header that says what this is, the menu, and the content. */
export function layout({ title, content, account }: Page, site: Site, path: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${site.name} sandbox</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script src="/copy.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<p class="brand"><img src="/icon.svg" alt="" width="28" height="28">${site.name} <span class="badge">sandbox</span></p>
${account ?? ''}
</header>
${account && site.sections.length > 1 ? menu(site, path) : ''}<main id="content">
${content}
</main>
<footer><p>A local copy for trying and testing. Nothing here reaches ${site.host}.</p></footer>
</body>
</html>`
}

function menu({ sections }: Site, path: string): Html {
  const entry = (section: Site['sections'][number]) => {
    const current = path === section.path ? html` aria-current="page"` : ''
    return html`<li><a href="${section.path}"${current}>${section.title}</a></li>`
  }
  return html`<nav class="menu" aria-label="Main"><ul>${sections.map(entry)}</ul></nav>
`
}
