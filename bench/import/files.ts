import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const START = Date.UTC(2024, 0, 1)
const DAY = 86_400_000

/**
 * Writes customers.csv and records.csv of a company that never was, the same for the same sizes: everybody opens with a balance, pays in now and
 * then, and spends daily. The column balance is what all of it comes to.
 */
export async function generate(folder: string, customers: number, records: number): Promise<void> {
  const next = random(20_261_126)
  const balances = Array.from({ length: customers }, () => BigInt(next(100_000)))
  const openings = [...balances]
  const file = createWriteStream(`${folder}/records.csv`)
  file.write('id,number,kind,amount,at,channel,reference,product,product_id,reason\n')
  for (let i = 0; i < records; i++) {
    const customer = next(customers)
    const at = new Date(START + DAY + Math.floor((i / records) * 900 * DAY)).toISOString()
    const kind = next(100)
    const paid = kind < 8
    const amount = BigInt(1 + next(paid ? 50_000 : 500))
    balances[customer] = (balances[customer] ?? 0n) + (kind < 10 ? amount : -amount)
    const rest = paid
      ? `recharge,${major(amount)},${at},alipay,2024${i},,,`
      : `${kind < 10 ? 'refund' : 'cost'},${major(amount)},${at},,,云服务器,rcs-${customer},`
    if (!file.write(`${i},${10_001 + customer},${rest}\n`)) await once(file, 'drain')
  }
  file.end()
  const people = createWriteStream(`${folder}/customers.csv`)
  people.write('number,name,locale,zone,status,as_of,opening:alipay,balance\n')
  for (let i = 0; i < customers; i++)
    people.write(
      `${10_001 + i},客户 ${i},zh-CN,Asia/Shanghai,active,2024-01-01T00:00:00Z,${major(openings[i] ?? 0n)},${major(balances[i] ?? 0n)}\n`,
    )
  people.end()
  await Promise.all([once(file, 'close'), once(people, 'close')])
}

const major = (minor: bigint): string => {
  const digits = String(minor < 0n ? -minor : minor).padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Whole numbers below `most`, the same sequence for the same seed. */
function random(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}
