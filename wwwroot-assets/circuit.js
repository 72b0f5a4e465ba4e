// Starts the circuit, and looks after it: when it is lost, says so, tries again with growing pauses, and after a restart of the
// server comes back by reloading. Given as Blazor's own reconnection handler, because the dialogs of the 9.0 and 10.0 scripts
// behave differently (the older one stays at "rejected" for ever) while both honour a handler.
(() => {
  const dialog = document.getElementById('components-reconnect-modal');
  const text = document.getElementById('reconnect-text');
  const pauses = [1, 1, 2, 3, 5, 8, 13, 20];
  let lostAt = null, tries = 0, timer = 0, busy = false;

  function mark(words) {
    const live = document.querySelector('[data-live]');
    const label = live?.querySelector('span')?.firstChild;
    if (!label) return;
    if (words) live.dataset.lost = 'yes';
    else delete live.dataset.lost;
    label.data = words ?? 'Live';
  }

  const clock = () => lostAt.toTimeString().slice(0, 5);
  const there = async () => (await fetch('health/live', { cache: 'no-store', signal: AbortSignal.timeout(5000) })).ok;

  function lose() {
    if (lostAt) return;
    lostAt = new Date();
    tries = 0;
    if (!dialog.open) dialog.showModal();
    countDown(pauses[0]);
  }

  function find() {
    clearTimeout(timer);
    lostAt = null;
    if (dialog.open) dialog.close();
    mark(null);
  }

  function countDown(seconds) {
    if (!lostAt) return;
    if (seconds <= 0) { attempt(); return; }
    text.textContent = `The connection to the portal was lost at ${clock()}. What runs goes on. Next try in ${seconds} s.`;
    mark(tries < pauses.length ? `Reconnecting, ${seconds} s` : `Stopped ${clock()}`);
    timer = setTimeout(() => countDown(seconds - 1), 1000);
  }

  // Only a server that answers is asked for the circuit. If it does not know it (any more), reloading is right: the page will come.
  async function attempt() {
    if (busy || !lostAt) return;
    busy = true;
    text.textContent = 'Reconnecting…';
    mark('Reconnecting');
    try {
      if (await there()) {
        if (await Blazor.reconnect()) find();
        else location.reload();
        return;
      }
    } catch (problem) {
      console.info('The portal does not answer yet:', problem.message);
    } finally {
      busy = false;
    }
    tries++;
    countDown(pauses[Math.min(tries, pauses.length - 1)]);
  }

  dialog.addEventListener('cancel', (e) => e.preventDefault());
  document.getElementById('reconnect-now').addEventListener('click', () => { clearTimeout(timer); attempt(); });
  Blazor.start({ circuit: { reconnectionHandler: { onConnectionDown: lose, onConnectionUp: find } } });
})();
