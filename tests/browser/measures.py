"""What can be measured on a page in the browser, and what axe finds in it."""
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

# All of WCAG 2.2 up to AA, and the best practices, which leave nothing out here.
RULES = {
    'resultTypes': ['violations'],
    'runOnly': {'type': 'tag', 'values': [
        'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
}
_AXE = 'rules => axe.run(rules).then(results => results.violations)'

_OVERFLOW = 'document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth'
# Things outside the window, for the message; inside a frame that scrolls they may be.
_WIDEST = """
[...document.querySelectorAll('body *')].filter((item) =>
  item.getBoundingClientRect().right > innerWidth + 1 && !item.closest('.scroll'))
  .slice(-3).map((item) => item.outerHTML.slice(0, 120))
"""
# A target is measured with its label; a link within a sentence may be as high as the line.
_SMALL_TARGETS = """
() => {
  const targets = 'a[href], button, summary, input, select, textarea, label';
  const buttons = 'button, .button, summary, .answer label, .choice label, select, .input';
  const small = [];
  for (const item of document.querySelectorAll(targets)) {
    if (item.type === 'hidden' || !item.checkVisibility({ visibilityProperty: true })) continue;
    const boxes = [item, ...(item.labels || [])].map((box) => box.getBoundingClientRect());
    const height = Math.max(...boxes.map((box) => box.height));
    const width = Math.max(...boxes.map((box) => box.width));
    if (!width || item.closest('.unseen, .skip')) continue;
    const inline = item.matches('a, label') && getComputedStyle(item).display === 'inline';
    const least = item.matches(buttons) && item.localName !== 'input' ? 44 : inline ? 0 : 24;
    if (height < least - 0.5 || width < Math.min(least, 24)) {
      small.push(`${Math.round(width)}×${Math.round(height)} ${item.outerHTML.slice(0, 100)}`);
    }
  }
  return small;
}
"""
_FOCUS = """
() => {
  const item = document.activeElement;
  if (!item || item === document.body) return null;
  const shown = item.matches('.answer input') ? item.labels[0] : item;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const covered = [...document.querySelectorAll('.progress')].some((cover) => {
    const over = cover.getBoundingClientRect();
    return !cover.contains(item) && box.top < over.bottom - 1 && box.bottom > over.top + 1
      && getComputedStyle(cover).position === 'sticky';
  });
  return {
    id: item.id || item.name || item.href || item.textContent.trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""

# What a screen reader would read aloud from a form, kept in the order in which it is said.
_LISTEN = """
() => {
  window.heard = [];
  for (const region of document.querySelectorAll('form [role=status], form [aria-live]')) {
    new MutationObserver(() => region.textContent && heard.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
}
"""


def accessibility_violations(page: Page) -> Iterator[str]:
    """Yield what axe finds. It is brought onto a page once, which costs more than to use it."""
    if not page.evaluate('"axe" in window'):
        page.evaluate(AXE_SCRIPT)
    for found in page.evaluate(_AXE, RULES):
        for node in found['nodes']:
            yield f'{found["id"]}: {node["html"][:160]} {node["failureSummary"][:200]}'


def sideways(page: Page) -> list[str]:
    """Return what makes a page scroll sideways; nothing where it does not."""
    return list(page.evaluate(_WIDEST)) or ['?'] if page.evaluate(_OVERFLOW) > 0 else []


def small_targets(page: Page) -> list[str]:
    """Return buttons below 44 px and other targets below 24 px."""
    return list(page.evaluate(_SMALL_TARGETS))


def focused(page: Page) -> dict[str, Any] | None:
    """Return what has the focus, whether a ring shows it, and whether it can be seen."""
    found: dict[str, Any] | None = page.evaluate(_FOCUS)
    return found


def listen(page: Page) -> None:
    """Keep what the forms of a page say aloud from now on, as ``heard`` in the page."""
    page.evaluate(_LISTEN)


def look(visitor: Visitor) -> None:
    """See that a page keeps nobody out."""
    page = visitor.page
    assert [*accessibility_violations(page)] == [], page.url
    assert sideways(page) == [], page.url
    assert small_targets(page) == [], page.url
