(function fetchAhead(session, replay) {
	const page = /^\/session\/[^/]+(\/replay)?\/?$/.exec(location.pathname);
	const files = page ? page[1] ? replay : session : [];
	for (const file of files) {
		const isStyle = file.endsWith(".css");
		const link = document.createElement("link");
		link.rel = isStyle ? "preload" : "modulepreload";
		if (isStyle) link.as = "style";
		link.crossOrigin = "";
		link.href = `/${file}`;
		document.head.append(link);
	}
})(["assets/session-page.js","assets/session-page.css","assets/load-failed.js","assets/language.js","assets/yjs.js","assets/flags.js","assets/flags.css","assets/editor.js","assets/coloured.js","assets/copy-button.js","assets/problem-text.js","assets/dialog.js","assets/languages.js","assets/theme.js","assets/confirm.js","assets/banner.js"], ["assets/replay-page.js","assets/replay-page.css","assets/flags.js","assets/flags.css","assets/editor.js","assets/yjs.js","assets/coloured.js","assets/banner.js","assets/language.js","assets/problem-text.js","assets/field.js","assets/languages.js","assets/theme.js","assets/segments.js","assets/copy-button.js"])
