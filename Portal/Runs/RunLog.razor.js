// Follows the end of the log while it is in view. Scrolling up stops it, scrolling back down starts it; the page is told when that changes.
export function follow(box, page) {
  let following = true;
  let fromEnd = null;
  const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  const toEnd = () => { box.scrollTop = box.scrollHeight; };

  const onScroll = () => {
    const now = atEnd();
    if (now === following) return;
    following = now;
    page.invokeMethodAsync('Follow', now);
  };
  const grown = new MutationObserver(() => {
    if (fromEnd !== null) {
      box.scrollTop = box.scrollHeight - fromEnd;
      fromEnd = null;
    } else if (following) {
      toEnd();
    }
  });

  box.addEventListener('scroll', onScroll, { passive: true });
  grown.observe(box, { childList: true, subtree: true });
  toEnd();
  return {
    // Lines come in above: what is being read stays where it is.
    keep() { fromEnd = box.scrollHeight - box.scrollTop; },
    toEnd() { following = true; toEnd(); },
    stop() { grown.disconnect(); box.removeEventListener('scroll', onScroll); },
  };
}
