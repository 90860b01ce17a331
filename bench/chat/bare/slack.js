// The least that the library needs to answer: the measure of what Purser adds.
import bolt from '@slack/bolt'

const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_API_URL = '' } = process.env
const clientOptions = { slackApiUrl: SLACK_API_URL }
const app = new bolt.App({ token: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN, socketMode: true, clientOptions })
app.command('/billing', async ({ ack, respond }) => {
  await ack()
  await respond('Balance: CNY 1,000.00')
})
await app.start()
console.log('ready')
