import { expect, test } from 'vitest'
import { checkProxy } from '../../../cli/doctor/index.ts'
import { readConfig } from '../../../src/config.ts'

const env = { SLACK_BOT_TOKEN: 'xoxb-0123456789', SLACK_APP_TOKEN: 'xapp-0123456789', PURSER_BACKUP_TO: 's3://acme/books' }

test('the doctor says by which way each place is reached, and no password', () => {
  const found = (more: object) => checkProxy(readConfig({ ...env, ...more })).map((check) => check.found)
  expect(found({})).toEqual([])
  expect(found({ https_proxy: 'http://u:secret@p.example:3128', NO_PROXY: '.amazonaws.com' })).toEqual([
    'Slack: through p.example:3128, S3: directly',
  ])
})
