interface Cookie {
  origin: string
  path: string
  name: string
  value: string
}

/** A browser without a window: keeps cookies, follows redirects, fills in forms. */
export class WalkingBrowser {
  #cookies: Cookie[] = []

  /** Goes to an address and on to where it leads, until a page is there; stops before an address that `stop` knows. */
  async open(address: string, stop: (url: URL) => boolean = () => false, init: RequestInit = {}) {
    let url = new URL(address)
    let step = init
    for (let hops = 0; hops < 12; hops++) {
      const response = await fetch(url, {
        ...step,
        redirect: 'manual',
        headers: { ...step.headers, cookie: this.#cookiesFor(url) },
      })
      this.#keep(url, response)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) {
        return { url, status: response.status, text: await response.text() }
      }
      url = new URL(location, url)
      step = {}
      if (stop(url)) return { url, status: response.status, text: '' }
    }
    throw new Error(`it never came to a page: ${url.origin}${url.pathname}`)
  }

  /** Sends the first form of a page, its hidden fields and these. */
  async submit(
    page: { url: URL; text: string },
    fields: Record<string, string>,
    stop?: (url: URL) => boolean,
  ) {
    const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1] ?? page.url.href
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const own = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
    const body = new URLSearchParams({ ...own, ...fields })
    const target = new URL(action.replaceAll('&amp;', '&'), page.url).href
    return await this.open(target, stop, { method: 'POST', body })
  }

  #cookiesFor({ origin, pathname }: URL): string {
    const own = this.#cookies.filter(one => one.origin === origin && pathname.startsWith(one.path))
    return own.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  #keep({ origin }: URL, response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      const path = /; *path=([^;]*)/i.exec(cookie)?.[1] ?? '/'
      const isSame = (one: Cookie) => one.origin === origin && one.path === path && one.name === name
      this.#cookies = this.#cookies.filter(one => !isSame(one))
      if (value !== '') this.#cookies.push({ origin, path, name, value })
    }
  }
}

/** Signs in at oidc-provider's own pages and allows; gives the address that leads back to the application. */
export async function allowAt(page: string, browser = new WalkingBrowser()): Promise<URL> {
  const isBack = (url: URL) => url.pathname === '/callback'
  const signIn = await browser.open(page)
  const consent = await browser.submit(signIn, { prompt: 'login', login: 'dev', password: 'any' })
  return arrived((await browser.submit(consent, { prompt: 'consent' }, isBack)).url)
}

/** Types the code of a device at oidc-provider's own page, signs in and allows. */
export async function allowOnDeviceAt(page: string, userCode: string): Promise<void> {
  const browser = new WalkingBrowser()
  const confirm = await browser.submit(await browser.open(page), { user_code: userCode })
  const signIn = await browser.submit(confirm, { confirm: 'yes' })
  const consent = await browser.submit(signIn, { prompt: 'login', login: 'dev', password: 'any' })
  const { status } = await browser.submit(consent, { prompt: 'consent' })
  if (status !== 200) throw new Error(`it did not take the yes: ${status}`)
}

/** Goes to oidc-provider's own page and refuses; gives the address that leads back to the application. */
export async function refuseAt(page: string, browser = new WalkingBrowser()): Promise<URL> {
  const { url } = await browser.open(page)
  return arrived((await browser.open(`${url.href}/abort`, to => to.pathname === '/callback')).url)
}

function arrived(url: URL): URL {
  if (url.pathname === '/callback') return url
  throw new Error(`it did not lead back: ${url.pathname}`)
}
