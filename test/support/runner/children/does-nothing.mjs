// Ends well without a change.
console.log("nothing to do");
