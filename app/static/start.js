// Before anything is drawn: the colours that this browser chose, so that none flash by.

document.documentElement.dataset.theme = JSON.parse(localStorage.getItem("theme")) ?? "auto";
