// Arrow keys go from file to file; with Shift they choose on the way, as a click with Shift does.
export function attach(list) {
  const boxes = () => [...list.querySelectorAll('input[type="checkbox"]')];
  const range = (box) => box.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));

  list.addEventListener('keydown', (e) => {
    if (e.target.type !== 'checkbox' || e.ctrlKey || e.metaKey || e.altKey) return;
    const all = boxes();
    const at = all.indexOf(e.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (next !== undefined) {
      e.preventDefault();
      all[next]?.focus();
      if (e.shiftKey && all[next]) range(all[next]);
    } else if (e.key === ' ' && e.shiftKey) {
      e.preventDefault();
      range(e.target);
    }
  });
  // The browser would turn the last box of a range over by itself; the page says what it becomes.
  list.addEventListener('click', (e) => { if (e.shiftKey && e.target.type === 'checkbox') e.preventDefault(); }, true);
  return {};
}
