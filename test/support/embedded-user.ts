/** A process that uses the embedded PostgreSQL in the folder given until its input ends; test/support/embedded.ts starts it. */
import { holdProduct, openEmbedded } from '../../adapters/postgres/index.ts'

const [dataDir = '', role] = process.argv.slice(2)
const log = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) }
const { url, close } = await openEmbedded({ dataDir, database: 'purser', log })
const release = role === 'product' ? await holdProduct(url, log) : undefined
console.log(JSON.stringify({ url, product: release !== undefined }))

process.stdin.resume()
process.stdin.once('end', async () => {
  await release?.()
  await close()
})
