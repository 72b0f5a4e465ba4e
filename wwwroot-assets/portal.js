// Small things every page needs before or without a circuit: time zone, theme, menus, the search key.
(() => {
  const root = document.documentElement;
  const year = 'path=/;max-age=31536000;samesite=lax';
  const remember = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)};${year}`; };
  const cookie = (name) => document.cookie.split('; ').find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1);

  remember('portal-zone', Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');

  function wear(theme) {
    root.dataset.theme = theme;
    remember('portal-theme', theme);
    const sheet = document.getElementById('radzen-theme');
    const href = sheet?.dataset[theme];
    if (href && sheet.getAttribute('href') !== href) sheet.setAttribute('href', href);
  }
  if (!cookie('portal-theme') && matchMedia('(prefers-color-scheme: dark)').matches) wear('dark');

  function openMenu(open) {
    root.dataset.nav = open ? 'open' : '';
    document.querySelector('[data-nav-toggle]')?.setAttribute('aria-expanded', String(open));
  }

  document.addEventListener('click', (e) => {
    if (e.target.closest('[data-theme-toggle]')) wear(root.dataset.theme === 'dark' ? 'light' : 'dark');
    if (e.target.closest('[data-nav-toggle]')) openMenu(root.dataset.nav !== 'open');
    else if (root.dataset.nav === 'open' && (e.target.closest('a') || !e.target.closest('#nav'))) openMenu(false);
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(e.target) || e.target.closest('a.item')) menu.open = false;
    }
    const copy = e.target.closest('[data-copy]');
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      const label = copy.querySelector('[data-label]')?.firstChild;
      if (!label || label.data === 'Copied') return;
      const words = label.data;
      label.data = 'Copied';
      setTimeout(() => { label.data = words; }, 1600);
    });
    if (e.target.closest('[data-skip]')) {
      e.preventDefault();
      document.getElementById('main')?.focus();
    }
  });

  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
      const box = document.querySelector('[data-search]');
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    }
    if (e.key === 'Escape') {
      if (root.dataset.nav === 'open') { openMenu(false); document.querySelector('[data-nav-toggle]')?.focus(); }
      for (const menu of document.querySelectorAll('details.menu[open]')) { menu.open = false; menu.querySelector('summary')?.focus(); }
    }
  });
})();
