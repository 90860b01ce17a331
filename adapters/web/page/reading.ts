import { on } from './dom.ts'

/** Where in a conversation somebody reads: at its end, unless they scrolled up. */
export interface Reading {
  /** Draws when nothing is being pressed: what moves under a pointer that is down loses the press, or makes another of it. */
  steady(draw: () => void): void
  /** Whether what comes next may be scrolled to. Not for somebody who reads further up, or whose pointer is on a button of an older message. */
  follows(): boolean
  /** After something was drawn. */
  drawn(): void
  /** Brings the beginning of an item into view. */
  toTop(item: HTMLElement): void
  toEnd(): void
}

/** How far from the end still counts as the end, and how far below the edge an item is put, in pixels. */
const NEAR = 120
const EDGE = 12

/** `list`: what is in `scroller`, and grows. `arrived`: the end was scrolled to. */
export function createReading(scroller: HTMLElement, list: HTMLElement, arrived: () => void): Reading {
  const atEnd = (): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR
  const toEnd = (): void => void scroller.scrollTo({ top: scroller.scrollHeight })
  let pinned = true
  let top = 0
  on(scroller, {
    scroll: () => {
      // Only somebody who scrolls up has left the end; a message that grows has not.
      if (atEnd()) pinned = true
      else if (scroller.scrollTop < top) pinned = false
      top = scroller.scrollTop
      if (pinned) arrived()
    },
  })
  let down = false
  let waiting: (() => void)[] = []
  const up = (): void => {
    down = false
    const all = waiting
    waiting = []
    for (const draw of all) draw()
  }
  on(list, {
    pointerdown: () => {
      down = true
    },
  })
  // The click that follows is told in the same breath.
  for (const name of ['pointerup', 'pointercancel', 'blur'] as const) window.addEventListener(name, () => down && setTimeout(up))
  const pointing = (): boolean => matchMedia('(hover: hover)').matches && list.querySelector('.actions :hover') !== null
  // Pictures arrive after their message: whoever reads the newest keeps reading the newest.
  new ResizeObserver(() => pinned && !down && !pointing() && toEnd()).observe(list)
  return {
    steady: (draw) => {
      if (down) waiting.push(draw)
      else draw()
    },
    follows: () => atEnd() && !pointing(),
    drawn: () => {
      pinned = atEnd()
    },
    toTop: (item) => {
      scroller.scrollTop += item.getBoundingClientRect().top - scroller.getBoundingClientRect().top - EDGE
    },
    toEnd,
  }
}
