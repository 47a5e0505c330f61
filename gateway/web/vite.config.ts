import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { ahead } from './ahead.ts'
import { descriptors } from './descriptors.ts'

/** Where `npm run dev` finds a running HireHub. */
const gateway = process.env.HIREHUB_GATEWAY ?? 'http://127.0.0.1:8080'

/** What the gateway answers by itself; all else is the page. */
const served = ['/hirehub.', '/dev', '/config.json']

/**
 * Chunks by package, so that a page loads what it needs and a change of ours leaves
 * the rest in the browser's cache. A language of the editor is a chunk of its own.
 */
const groups = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack)\// },
  { name: 'rpc', test: /node_modules\/(@bufbuild|@connectrpc)\/|\/src\/gen\// },
  { name: 'yjs', test: /node_modules\/(yjs|lib0)\// },
  // Before the languages: a chunk takes along what it needs that no chunk before it has.
  { name: 'editor', test: /node_modules\/(@codemirror\/(?!lang-|search)|@lezer\/(common|highlight)\/|y-codemirror\.next|style-mod|w3c-keyname|crelt|@marijn)/ },
  // Fetched when somebody searches.
  { name: 'search', test: /node_modules\/@codemirror\/search\// },
  // What several pages have, in three files and not in twenty: each is one more to ask for and to set up.
  { name: 'shell', test: /\/src\/(auth|hooks|rpc|look\/(?!markdown|problem|safe-link))|\/editor\/(coloured|lines)\.tsx?$|vite\/preload-helper/, minShareCount: 2 },
  { name: 'problem-text', test: /\/src\/look\//, minShareCount: 2 },
  { name: 'code', test: /\/src\/(pages\/(session|replay)|room)\//, minShareCount: 2 },
  { name: 'lang-parser', test: /node_modules\/@lezer\/lr\// },
  { name: language, debugName: 'lang-*', test: /node_modules\/@(codemirror\/lang-|lezer\/(javascript|python|java|cpp|go|rust)\/)/ },
].map((group, at, all) => ({ ...group, priority: all.length - at }))

function language(module: string): string | null {
  const name = /@(?:codemirror\/lang-|lezer\/)(\w+)/.exec(module)?.[1]
  return name === undefined ? null : `lang-${name}`
}

export default defineConfig({
  plugins: [react(), tailwindcss(), ahead(), descriptors()],
  resolve: {
    // Two copies of Yjs do not know each other's types.
    dedupe: ['yjs'],
    // Inside protobuf-es; what is gained stands in that file.
    alias: [{ find: /^\.\/(from|to)-json\.js$/, replacement: fileURLToPath(new URL('src/rpc/no-json.ts', import.meta.url)) }],
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The polyfill is an inline script, which the policy of the gateway refuses.
    modulePreload: { polyfill: false },
    // A data: URL is no file of ours, and would be another thing to allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { app: 'index.html' },
      output: {
        // The build is committed: no hashes, so that a name is a file's for good.
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
        codeSplitting: { groups },
      },
    },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, gateway])) },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
})
