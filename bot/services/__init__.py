"""The use cases, a function each: it gathers from the store, decides with the rules, and stores the result."""
