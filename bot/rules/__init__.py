"""The rules: what is decided, without input or output. Every function here is pure and says what it needs."""
