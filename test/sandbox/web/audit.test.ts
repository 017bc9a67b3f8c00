import { expect, test } from 'vitest'
import { faultsOf } from './audit.ts'
import { withBrowser } from './browser.ts'

const open = withBrowser()
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>t</title><style>body{background:#fff;color:#000}:focus-visible{outline:3px solid #00f}input,button{min-width:40px;min-height:40px}</style><main><h1>One</h1>${body}</main>`

test('the audit passes what is right', async () => {
  const tab = await open()
  await tab.setContent(
    page('<label for="a">A</label> <input id="a"> <button>Go</button> <button>On</button>'),
  )
  expect(await faultsOf(tab)).toEqual([])
})

test.each([
  ['<input>', 'no label'],
  ['<button></button>', 'no name'],
  ['<h3>x</h3>', 'headings skip'],
  ['<h1>x</h1>', 'not one h1'],
  ['<p id="a">x</p><p id="a">y</p>', 'id twice'],
  ['<p aria-describedby="z">x</p>', 'leads nowhere'],
  ['<p style="color:#888">faint</p>', 'text has a contrast of 3.5'],
  ['<label for="a">A</label> <input id="a" style="border:1px solid #ddd">', 'border has a contrast'],
  [
    '<label for="a">A</label> <input id="a" placeholder="x" class="p"><style>.p::placeholder{color:#aaa}</style>',
    'placeholder',
  ],
  ['<button style="min-height:0;height:20px;font-size:8px">Go</button>', 'too small'],
  ['<p style="width:1200px">x</p>', 'wider'],
  ['<button style="outline:none">Go</button>', 'cannot be seen'],
  ['<button tabindex="1">A</button><button>B</button><button tabindex="2">C</button>', 'the order is'],
  ['<button tabindex="-1">A</button><button>B</button>', 'are reached'],
])('and finds what is wrong with %s', async (body, what) => {
  const tab = await open()
  await tab.setContent(page(body))
  expect((await faultsOf(tab)).join('; ')).toContain(what)
})
