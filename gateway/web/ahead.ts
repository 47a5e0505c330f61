import type { Plugin, Rolldown } from 'vite'

/** Where the script is. */
const FILE = 'assets/ahead.js'

/**
 * Has the browser fetch the code of a session's pages from the start, while the shell is on its way: it
 * is most of what a first visit waits for, and would else be asked for when the shell runs. A script of
 * its own says what, as the address does not tell the gateway's one `index.html`.
 */
export function ahead(): Plugin {
  return {
    name: 'ahead',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'script', attrs: { async: true, src: `/${FILE}` }, injectTo: 'head' }],
    generateBundle(_, bundle) {
      // What the shell loads stands in `index.html`.
      const shell = filesOf(bundle, 'app')
      const [session, replay] = ['session-page', 'replay-page'].map((name) => filesOf(bundle, name).filter((file) => !shell.includes(file)))
      const source = `(${fetchAhead})(${JSON.stringify(session)}, ${JSON.stringify(replay)})\n`
      this.emitFile({ type: 'asset', fileName: FILE, source })
    },
  }
}

/** Runs in the browser, by itself. */
function fetchAhead(session: string[], replay: string[]): void {
  const page = /^\/session\/[^/]+(\/replay)?\/?$/.exec(location.pathname)
  const files = page ? (page[1] ? replay : session) : []
  for (const file of files) {
    const isStyle = file.endsWith('.css')
    const link = document.createElement('link')
    link.rel = isStyle ? 'preload' : 'modulepreload'
    if (isStyle) link.as = 'style'
    link.crossOrigin = ''
    link.href = `/${file}`
    document.head.append(link)
  }
}

/** A page's chunk, all that it imports at once, and their styles. */
function filesOf(bundle: Rolldown.OutputBundle, name: string): string[] {
  const files = new Set<string>()
  const add = (file: string): void => {
    const chunk = bundle[file]
    if (files.has(file) || chunk?.type !== 'chunk') return
    files.add(file)
    chunk.viteMetadata?.importedCss.forEach((css) => files.add(css))
    chunk.imports.forEach(add)
  }
  const page = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.name === name)
  if (!page) throw new Error(`the build has no ${name}`)
  add(page.fileName)
  return [...files]
}
