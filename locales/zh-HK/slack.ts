import { line, type Text } from '../text.ts'

export const slack = {
  fill: (form: string): Text => line`填寫：${form}`,
  billing: '賬務',
  close: '關閉',
  back: '返回',
  working: '請稍候',
  workingOn: ['正在處理。你可以關閉此視窗，結果會以私訊傳送給你。'] as Text,
  done: ['已完成，結果已傳送到你與本應用程式的私訊。'] as Text,
  kept: '保留的圖片',
  picture: (n: number): string => `圖片 ${n}`,
  inDirect: ['結果已傳送到你與本應用程式的私訊：這裡無法只向你一人顯示圖片。'] as Text,
  noDirect: ['未能傳送私訊，而結果只供你本人查看。請在「應用程式」開啟本應用程式，在那裡查詢。'] as Text,
  notHandedIn: ['在頻道發布的圖片不會當作付款截圖處理：職員不會核實，頻道內所有人亦會看到。請以私人方式遞交給我們。'],
}
