// Before the first paint, so that no wrong theme or language flashes. A file of its own, because the page's content
// security policy allows no script in the HTML.
try {
  const theme = localStorage.getItem('nudge:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  const language = localStorage.getItem('nudge:language') ?? navigator.language;
  if (language.toLowerCase().startsWith('zh')) document.documentElement.lang = 'zh-CN';
} catch {}
