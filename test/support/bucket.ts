import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An S3 service with one bucket: it checks signatures, and an object is there when its upload was completed. */
export interface TestBucket {
  readonly url: string
  readonly objects: Map<string, Buffer>
  /** Uploads that were begun, and neither completed nor given up. */
  readonly open: Map<string, Map<number, Buffer>>
  close(): Promise<void>
}

export async function testBucket({ id, secret, bucket }: { id: string; secret: string; bucket: string }): Promise<TestBucket> {
  const objects = new Map<string, Buffer>()
  const open = new Map<string, Map<number, Buffer>>()

  function act(
    method: string,
    key: string,
    query: URLSearchParams,
    body: Buffer,
  ): { status: number; body?: Buffer | string; etag?: string } {
    const upload = open.get(query.get('uploadId') ?? '')
    if (key === '') return { status: 200, body: listed([...objects].filter(([name]) => name.startsWith(query.get('prefix') ?? ''))) }
    if (method === 'POST' && query.has('uploads')) {
      const begun = randomUUID()
      open.set(begun, new Map())
      return { status: 200, body: `<InitiateMultipartUploadResult><UploadId>${begun}</UploadId></InitiateMultipartUploadResult>` }
    }
    if (query.has('uploadId') && !upload) return { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' }
    if (method === 'PUT' && upload) {
      upload.set(Number(query.get('partNumber')), body)
      return { status: 200, etag: `"${createHash('md5').update(body).digest('hex')}"` }
    }
    if (method === 'POST' && upload) {
      const numbers = [...String(body).matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number))
      objects.set(key, Buffer.concat(numbers.map((number) => upload.get(number) ?? Buffer.alloc(0))))
      open.delete(query.get('uploadId') ?? '')
      return { status: 200, body: `<CompleteMultipartUploadResult><Key>${key}</Key><ETag>"e"</ETag></CompleteMultipartUploadResult>` }
    }
    if (method === 'DELETE') {
      if (upload) open.delete(query.get('uploadId') ?? '')
      else objects.delete(key)
      return { status: 204 }
    }
    const found = objects.get(key)
    return found ? { status: 200, body: found } : { status: 404 }
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket')
    const key = decodeURIComponent(pathname).replace(new RegExp(`^/${bucket}/?`), '')
    const known = isSigned(request, { id, secret })
    const { status, body, etag } = known
      ? act(request.method ?? '', key, searchParams, Buffer.concat(chunks))
      : { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>', etag: undefined }
    response.writeHead(status, {
      'content-type': 'application/xml',
      ...(etag ? { etag } : {}),
      'content-length': Buffer.byteLength(body ?? ''),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    open,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const listed = (found: readonly (readonly [string, Buffer])[]): string =>
  `<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>${found.length}</KeyCount>${found
    .map(
      ([name, { length }]) =>
        `<Contents><Key>${name}</Key><Size>${length}</Size><LastModified>2026-11-26T00:00:00.000Z</LastModified></Contents>`,
    )
    .join('')}</ListBucketResult>`

/** Signature version 4, as Amazon documents it. */
function isSigned({ method, url = '', headers }: IncomingMessage, { id, secret }: { id: string; secret: string }): boolean {
  const [, who, date, region, names, signature] =
    /Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(headers.authorization ?? '') ?? []
  if (who !== id || !date || !region || !names) return false
  const { pathname, searchParams } = new URL(url, 'http://bucket')
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const signed = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('')
  const request = [method, pathname, query, signed, names, headers['x-amz-content-sha256']].join('\n')
  const text = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    `${date}/${region}/s3/aws4_request`,
    createHash('sha256').update(request).digest('hex'),
  ].join('\n')
  const key = [date, region, 's3', 'aws4_request'].reduce<Buffer>(
    (k, part) => createHmac('sha256', k).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  )
  return createHmac('sha256', key).update(text).digest('hex') === signature
}
