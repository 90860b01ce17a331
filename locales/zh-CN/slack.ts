import { line, type Text } from '../text.ts'

export const slack = {
  fill: (form: string): Text => line`填写：${form}`,
  billing: '账务',
  close: '关闭',
  back: '返回',
  working: '请稍候',
  workingOn: ['正在处理。您可以关闭此窗口，结果会以私信发给您。'] as Text,
  done: ['已完成，结果已发到您与本应用的私信中。'] as Text,
  kept: '保留的图片',
  picture: (n: number): string => `图片 ${n}`,
  inDirect: ['结果已发到您与本应用的私信中：这里无法只向您一人显示图片。'] as Text,
  noDirect: ['私信发送失败，而结果只能给您本人看。请在「应用」中打开本应用，在那里查询。'] as Text,
  notHandedIn: ['发在频道里的图片不算提交付款截图：客服不会核实，频道里的人也都能看到。请私下提交给我们。'],
}
