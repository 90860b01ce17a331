import { describe, expect, test } from 'vitest'
import { variableList } from '../../src/config/variables.ts'
import { readConfig } from '../../src/config.ts'
import { createLog, secretsOf } from '../../src/log.ts'

/** What is written for what is logged. */
function written(human: boolean, secrets: readonly string[], log: (to: ReturnType<typeof createLog>) => void): string {
  let text = ''
  log(createLog({ level: 'info', human, write: (line) => (text += line), secrets }))
  return text
}

const token = 'w'.repeat(40)
/** One of each secret that a configuration can hold. */
const SECRETS: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://u:p%40ss-word-1@h:5432/db',
  PURSER_WEB_TOKEN: token,
  PURSER_LINK_SECRET: 'linksecret'.repeat(5),
  PURSER_METRICS_TOKEN: 'metricstoken'.repeat(4),
  PURSER_BACKUP_KEY: 'backupkey'.repeat(5),
  PURSER_BACKUP_S3_SECRET: 'bucketsecret',
  SLACK_BOT_TOKEN: 'xoxb-slackbottoken-1',
  SLACK_APP_TOKEN: 'xapp-slackapptoken-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_PROXY: 'http://u:proxypass-2@p.example:3128',
  TELEGRAM_TOKEN: '123456:AAtelegramtokenAAAAAAAAAAAAAAAAAAAA',
  TELEGRAM_WEBHOOK_SECRET: 'hooksecret-hooksecret',
  TELEGRAM_PROXY: 'http://u:proxypass-1@p.example:3128',
  DISCORD_TOKEN: `${'d'.repeat(24)}.abcdef.${'e'.repeat(38)}`,
  DISCORD_PROXY: 'http://u:proxypass-3@p.example:3128',
  HTTPS_PROXY: 'http://u:proxypass-4@p.example:3128',
}
const OTHERS = {
  TELEGRAM_WEBHOOK_URL: 'https://billing.example.com/telegram',
}
const secrets = secretsOf(readConfig({ ...SECRETS, ...OTHERS }))

test('every variable that is marked as secret is kept out of the log, and its password by itself', () => {
  expect(Object.keys(SECRETS).sort()).toEqual(
    variableList
      .filter(({ secret }) => secret)
      .map(({ name }) => name)
      .sort(),
  )
  for (const secret of Object.values(SECRETS)) {
    const password = URL.canParse(secret) ? new URL(secret).password : ''
    const text = written(false, secrets, (log) => log.info({ deep: [secret, `it is ${password}`] }, secret))
    expect(text).not.toContain(secret)
    if (password) expect(text).not.toContain(password)
  }
})

describe.each([true, false])('a log for %s readers', (human) => {
  test.each([
    ['a token under any name', (log) => log.info({ anything: { deep: [token] } }, 'x')],
    ['a token in the message', (log) => log.warn(`asked with ${token}`)],
    [
      'a bot token in an address',
      (log) => log.error('POST /bot123456:AAtelegramtokenAAAAAAAAAAAAAAAAAAAA/getMe hooksecret-hooksecret proxypass-1'),
    ],
    ['what opens backups and their bucket', (log) => log.error(`${'backupkey'.repeat(5)} bucketsecret`)],
    ['the password in an address', (log) => log.error('cannot reach postgres://u:p%40ss-word-1@h:5432/db')],
    [
      'the password as it is',
      (log) => log.error({ err: new Error('password p@ss-word-1 is wrong', { cause: new Error('p@ss-word-1') }) }, 'x'),
    ],
    ["somebody else's password in an address", (log) => log.error('cannot reach postgres://other:p@ss-word-1@h/db')],
    ['a header by its name', (log) => log.info({ headers: { authorization: 'Bearer p@ss-word-1', cookie: 'p@ss-word-1' } }, 'x')],
    ['a key by its name', (log) => log.info({ password: 'p@ss-word-1' }, 'x')],
  ] as const satisfies readonly (readonly [string, (log: ReturnType<typeof createLog>) => void])[])('does not hold %s', (_, log) => {
    const text = written(human, secrets, log)
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/ss-word-1|telegramtoken|hooksecret|proxypass|backupkey|bucketsecret/)
    expect(text.length).toBeGreaterThan(10)
  })
})

test('an error is told without the row that a database quotes with it', () => {
  const refused = Object.assign(new Error('violates check "amount"', { cause: new Error('the cause') }), {
    code: '23514',
    detail: 'Failing row contains (77700, my note)',
    meta: { cause: { detail: 'Failing row contains (77700, my note)' } },
  })
  const text = written(false, [], (log) => log.error({ err: refused }, 'x'))
  expect(text).not.toMatch(/77700|my note/)
  expect(text).toMatch(/violates check.*the cause.*23514|23514.*violates check/)
})

test('secrets that nobody told are hidden by their name and place', () => {
  const text = written(false, [], (log) => log.info({ token: 'abcdef', address: 'redis://me:abc@def@h' }, 'x'))
  expect(text).not.toMatch(/abc|def/)
  expect(text).toContain('redis://me:[hidden]@h')
})

test('for programs every line is one JSON object with its time', () => {
  const [line = '', rest] = written(false, [], (log) => log.info({ ticket: '7' }, 'two\nlines')).split('\n')
  expect(JSON.parse(line)).toEqual({ level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), ticket: '7', msg: 'two\nlines' })
  expect(rest).toBe('')
})

test('for people a line says when, how bad and what, and an error where it came from', () => {
  const text = written(true, [], (log) =>
    log.error({ err: new Error('broken', { cause: new Error('because') }), ticket: '7' }, 'It failed'),
  )
  expect(text).toMatch(/^\d\d:\d\d:\d\d ERROR It failed \{"ticket":"7"\}\nError: broken\n {4}at /)
  expect(text).toContain('because')
})

test('for people nothing moves the cursor', () => {
  expect(written(true, [], (log) => log.info('\u001b[2Jgone'))).toContain('?[2Jgone')
})

test('what is below the level is not written', () => {
  expect(written(true, [], (log) => log.debug('x'))).toBe('')
})
