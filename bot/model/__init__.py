"""Values only: enums, frozen dataclasses, codes and errors. No decisions, no input or output."""
