import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Method, Methods } from '../../src/billing/methods.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { wallet } from '../../src/ledger/types.ts'
import { toMajor } from '../../src/money.ts'
import type { Screenshot } from '../../src/pictures/index.ts'
import type { IncomingFile } from '../../src/update.ts'
import { type Chatter, type Seen, type TestBot, testBot } from './bot.ts'
import { testDatabase } from './database.ts'

const texts = (text: string) => ({ en: text, 'zh-CN': text, 'zh-HK': text })

/** One manual and one automatic method, as a house would configure them. */
export const METHODS: readonly Method[] = [
  {
    id: 'unionpay',
    kind: 'manual',
    name: { en: 'UnionPay', 'zh-CN': '云闪付', 'zh-HK': '雲閃付（銀聯）' },
    guidance: texts('Pay, then send a screenshot'),
    words: ['云闪付', 'ysf', 'unionpay'],
    through: [],
    codes: [{ picture: '/nonexistent.png', payee: '宁波雨滴云计算有限公司' }],
  },
  {
    id: 'alipay',
    kind: 'automatic',
    name: { en: 'Alipay', 'zh-CN': '支付宝', 'zh-HK': '支付寶' },
    guidance: texts('Credited automatically'),
    words: ['支付宝', 'alipay'],
    through: [],
    link: 'https://pay.example.com/?a={amount}&c={customer}&m={method}',
    codes: [],
  },
]

/** A file of these bytes. */
export const file = (bytes: string, name = 'shot.png'): IncomingFile => ({ name, read: async () => new TextEncoder().encode(bytes) })

/** Pictures are not what these tests are about: any bytes count as one, their hash is real. */
const asScreenshot = async (bytes: Uint8Array): Promise<Screenshot> => {
  const sha256 = createHash('sha256').update(bytes).digest()
  return {
    type: 'image/png',
    size: bytes.length,
    width: 10,
    height: 20,
    sha256,
    pixels: sha256,
    original: bytes,
    clean: { bytes, type: 'image/png' },
  }
}

/** A counter with customers and staff over a database of its own. Close it in `afterAll`. */
export interface Counter extends TestBot {
  readonly db: Database
  readonly url: string
  /** What the clock says; a test may set it. */
  now: Date
  /** How many bytes the disk has free; pictures need one. */
  free: number
  /** A customer with a wallet and one linked chat. Resolves with the chat. */
  customer(number: string, user?: string): Promise<Chatter>
  /** A staff member with one chat. */
  staff(user: string, role?: 'agent' | 'lead' | 'admin', limit?: bigint): Promise<Chatter>
  /** "36.20" */
  balance(number: string): Promise<string>
  close(): Promise<void>
}

export async function counter(config: Partial<Config> = {}, methods: Methods = METHODS, log?: Logger): Promise<Counter> {
  const { db, url, close } = await testDatabase(20)
  const state = { now: new Date('2026-11-24T06:05:00Z'), free: 100 }
  const room = { least: 1, free: async () => state.free }
  const bot = testBot({
    db,
    ledger: createLedger,
    methods,
    config,
    clock: () => state.now,
    screenshot: asScreenshot,
    room,
    ...(log ? { log } : {}),
  })
  return {
    ...bot,
    db,
    url,
    close,
    get now() {
      return state.now
    },
    get free() {
      return state.free
    },
    set free(free) {
      state.free = free
    },
    set now(now) {
      state.now = now
    },
    customer: async (number, user = `c${number}`) => {
      const { id } = await db.customer.create({ data: { number, name: `Customer ${number}` } })
      await createLedger(db).openWallet(id, 'CNY')
      await db.identity.create({ data: { platform: 'test', userId: user, chat: user, customerId: id } })
      return bot.chatter(user)
    },
    staff: async (user, role = 'agent', limit) => {
      const { id } = await db.staff.create({ data: { name: user, role, limit: limit ?? null } })
      await db.identity.create({ data: { platform: 'test', userId: user, chat: user, staffId: id } })
      return bot.chatter(user)
    },
    balance: async (number) => {
      const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
      return toMajor(await createLedger(db).balance(wallet(id), 'CNY'))
    },
  }
}

/** A complete claim as a person would enter it. */
export const CLAIM = { method: 'unionpay', amount: '128', at: '2026-11-24 13:50', tail: '6217', reference: '402511181432071048213356' }

/** Enters, confirms and sends a claim; resolves with its number and the last answer. */
export async function claim(chat: Chatter, over: Record<string, string> = {}): Promise<{ ticket: string; sent: Seen }> {
  const readBack = await chat.sends('ticket', { ...CLAIM, ...over }, { pictures: [file(`shot ${JSON.stringify(over)}`)] })
  const sent = await chat.presses(readBack, 'ticket-send')
  const ticket = sent.reply.actions.flatMap((action) => (action.type === 'call' && action.input.ticket ? [action.input.ticket] : []))[0]
  if (!ticket) throw new Error(`no ticket in: ${sent.text}`)
  return { ticket, sent }
}
