"""An exercise for a class, in the browser: the session's state, who may see what, and the pages."""
