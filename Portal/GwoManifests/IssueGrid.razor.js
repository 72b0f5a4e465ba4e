// The grid's keyboard: what it takes for itself goes to the page, everything else stays the browser's.
const own = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', 'Enter', 'F2', 'F8', 'n', 'p']);
const rowHeight = 30;

export function attach(box, page) {
  const onKey = (e) => {
    if (e.target !== box || e.ctrlKey || e.metaKey || e.altKey || !own.has(e.key)) return;
    e.preventDefault();
    page.invokeMethodAsync('Key', e.key, e.shiftKey);
  };
  const cellOf = (e) => (e.target.closest('input') ? null : e.target.closest('[data-r]'));
  const select = (e, edit) => {
    const cell = cellOf(e);
    if (cell) page.invokeMethodAsync('Select', Number(cell.dataset.r), Number(cell.dataset.c), edit);
  };
  const onClick = (e) => { if (e.detail === 1) select(e, false); };
  const onDouble = (e) => select(e, true);

  box.addEventListener('keydown', onKey);
  box.addEventListener('click', onClick);
  box.addEventListener('dblclick', onDouble);
  return {
    // By position, because a line far away is not drawn yet.
    reveal(position, column) {
      const head = box.querySelector('thead').offsetHeight;
      if (position >= 0) {
        const top = position * rowHeight;
        if (top < box.scrollTop) box.scrollTop = top;
        else if (top + rowHeight > box.scrollTop + box.clientHeight - head) box.scrollTop = top + rowHeight - box.clientHeight + head + rowHeight;
      }
      const place = box.querySelector(`th[data-c="${column}"]`);
      const numbers = box.querySelector('th.n');
      if (!place || !numbers) return;
      const left = place.offsetLeft - numbers.offsetWidth;
      if (left < box.scrollLeft) box.scrollLeft = left;
      else if (place.offsetLeft + place.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = place.offsetLeft + place.offsetWidth - box.clientWidth;
    },
    focus() { box.focus({ preventScroll: true }); },
    stop() {
      box.removeEventListener('keydown', onKey);
      box.removeEventListener('click', onClick);
      box.removeEventListener('dblclick', onDouble);
    },
  };
}
