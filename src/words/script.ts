/**
 * A text with the traditional characters of our keywords in simplified script, sign by sign, and with one form where
 * people write two (帐/账, 纪录/记录). Other characters stay as they are. For matching only, never for showing.
 */
export const simplified = (text: string): string => Array.from(text, (sign) => FORMS.get(sign) ?? sign).join('')

/** The written character, then the one it is matched as. A test shows that no character of a keyword is forgotten here. */
const PAIRS = `
  餘余 結结 還还 錢钱 幾几 賬账 帳账 帐账 戶户 額额 沖冲 衝冲 續续 費费 儲储 課课 點点 記记 紀记 纪记 錄录 單单 數数 細细 歷历
  為为 爲为 麼么 麽么 訂订 產产 憑凭 證证 轉转 圖图 過过 遞递 傳传 載载 經经 紙纸 進进 號号 實实 審审 處处 編编 綁绑 連连 關关
  聯联 係系 設设 語语 時时 區区 換换 幫帮 說说 説说 選选 隊队 輪轮 繼继 著着 體体 廣广 東东 話话 簡简 國国 現现 開开 發发 據据
  專专 稅税 積积 兌兑 優优 碼码 劵券 寶宝 貝贝 達达 幣币 擬拟 貨货 對对 銀银 匯汇 滙汇 際际 個个 閃闪 雲云 萬万 問问 請请 煩烦
  該该 詢询 樣样 嗎吗 邊边 裡里 裏里 謝谢 從从 訴诉 絡络 務务 電电 沒没 週周 當当 粵粤 虛虚 維维 顯显 給给 尋寻 調调 併并
  駁驳 補补 銷销 確确 認认 後后 檔档
`
const FORMS: ReadonlyMap<string, string> = new Map(
  Array.from(PAIRS.matchAll(/(\p{Script=Han})(\p{Script=Han})/gu), ([, from = '', to = '']) => [from, to] as const),
)
