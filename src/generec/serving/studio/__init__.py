"""The operators' part of the server: accounts, sessions, and what their page asks for."""
