import { line, type Text } from '../text.ts'

export const discord = {
  fill: (form: string): Text => line`填写：${form}`,
  more: '补充信息（选填）',
  billing: '账务',
  kept: '保留的图片',
  picture: (n: number): string => `图片 ${n}`,
  pictures: (n: number): string => `${n} 张图片`,
  submitProof: '作为付款截图提交',
  optional: '可不填，需要时会再询问',
  notSubmitted: ['发在服务器里的图片没有作为付款截图提交：客服不会核实，服务器里的人也都能看到。请在这里发给我们。'] as Text,
  forwarded: ['转发过来的消息我们无法受理，请把图片或文字直接发到这里。'] as Text,
}
