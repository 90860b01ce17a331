import { line, type Text } from '../text.ts'

export const discord = {
  fill: (form: string): Text => line`填寫：${form}`,
  more: '補充資料（選填）',
  billing: '賬務',
  kept: '保留的圖片',
  picture: (n: number): string => `圖片 ${n}`,
  pictures: (n: number): string => `${n} 張圖片`,
  submitProof: '當作付款截圖遞交',
  optional: '可以不填，有需要時會再詢問',
  notSubmitted: ['在伺服器發布的圖片並未當作付款截圖遞交：職員不會核實，伺服器內所有人亦會看到。請在這裡傳送給我們。'] as Text,
  forwarded: ['我們無法處理轉發的訊息，請直接在這裡傳送圖片或文字。'] as Text,
}
