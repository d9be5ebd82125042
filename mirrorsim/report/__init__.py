"""What people look at: sentences, tables, waterfalls."""
