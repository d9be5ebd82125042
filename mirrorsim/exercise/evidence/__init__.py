"""What happened in the window, who is called what, and the records that institutions wrote of it."""
