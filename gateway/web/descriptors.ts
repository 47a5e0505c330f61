import { create, fromBinary, type Message } from '@bufbuild/protobuf'
import { nestedTypes } from '@bufbuild/protobuf/reflect'
import { file_google_protobuf_descriptor, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { base64Decode } from '@bufbuild/protobuf/wire'
import type { Plugin } from 'vite'

/** What the page has instead of protobuf-es's way from bytes to descriptors. */
const MODULE = 'virtual:descriptors'
/** A file of a contract as protoc-gen-es writes it: its bytes, and the files it imports. */
const FILE = /\bfileDesc\("([\w+/]+)"(?:, (\[[\w,\s]*\]))?\)/g

/**
 * Writes the descriptors of the contract as objects. protoc-gen-es writes them as bytes, and to read
 * those, protobuf-es first describes descriptors themselves: 7 KB, and work that every visit waits for.
 */
export function descriptors(): Plugin {
  return {
    name: 'descriptors',
    apply: 'build',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? maker() : undefined),
    transform(code, id) {
      if (!/_pb\.[jt]s$/.test(id) || !code.includes('fileDesc("')) return
      const types = new Set<string>()
      const files = code.replace(FILE, (_, bytes: string, imports = '[]') => {
        const file = fromBinary(FileDescriptorProtoSchema, base64Decode(bytes))
        return `describe(${literal(file, types)}, ${imports})`
      })
      if (files.includes('fileDesc("')) this.error('protoc-gen-es writes descriptors as this does not know them')
      return { code: `import { describe, ${[...types].join(', ')} } from '${MODULE}';\n${files}`, map: null }
    },
  }
}

/** A message as source text: what is set, on top of what its type has when nothing is. */
function literal(message: Message, types: Set<string>): string {
  const type = exportName(message.$typeName)
  types.add(type)
  const set = Object.entries(message).filter(([name, value]) => name !== '$typeName' && !(Array.isArray(value) && value.length === 0))
  return `{__proto__:${type},${fieldLiterals(set, types)}}`
}

function fieldLiterals(fields: readonly [string, unknown][], types: Set<string>): string {
  return fields.map(([name, value]) => `${name}:${valueLiteral(value, types)}`).join(',')
}

function valueLiteral(value: unknown, types: Set<string>): string {
  if (Array.isArray(value)) return `[${value.map((item) => valueLiteral(item, types))}]`
  if (typeof value === 'bigint') return `${value}n`
  return isMessage(value) ? literal(value, types) : JSON.stringify(value)
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && '$typeName' in value
}

/** `describe`, and what each type of `descriptor.proto` has when nothing is set. Names in JSON are left out, as JSON is (`no-json.ts`). */
function maker(): string {
  const types = [...nestedTypes(file_google_protobuf_descriptor)].filter((type) => type.kind === 'message')
  const unset = types.map((type) => {
    const message = create(type)
    const fields = Object.entries({ ...Object.getPrototypeOf(message), ...message })
    return `export const ${exportName(type.typeName)} = {${fieldLiterals(fields, new Set())}};`
  })
  return `import { createFileRegistry } from '@bufbuild/protobuf';
${unset.join('\n')}
export function describe(proto, imports) {
  proto.dependency = imports.map((file) => file.proto.name);
  return createFileRegistry(proto, (name) => imports.find((file) => file.proto.name === name)).getFile(proto.name);
}
`
}

function exportName(typeName: string): string {
  return typeName.replace('google.protobuf.', '').replaceAll('.', '_')
}
