"""Text, language and storage: seeds become facts with their evidence. Knows nothing of chat."""
