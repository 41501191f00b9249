// Lives, and prints nothing.
setInterval(() => {}, 1000);
