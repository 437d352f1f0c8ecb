"""From folders and tables to items, events and features."""
