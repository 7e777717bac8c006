"""排字: characters become lines, lines become rows, rows become pages."""
