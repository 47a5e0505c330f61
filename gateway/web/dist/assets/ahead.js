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
})(["assets/session-page.js","assets/session-page.css","assets/yjs.js","assets/code.js","assets/code.css","assets/editor.js","assets/problem-text.js"], ["assets/replay-page.js","assets/replay-page.css","assets/code.js","assets/code.css","assets/editor.js","assets/yjs.js","assets/problem-text.js"])
