// Before anything is drawn: the colours that this browser chose, so that none flash by.

document.documentElement.dataset.theme = JSON.parse(localStorage.getItem("theme")) ?? "auto";
// A process takes some milliseconds to find the tables of its first formatter: now, while the modules are on their way.
new Intl.NumberFormat();
