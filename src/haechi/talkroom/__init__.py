"""What an officer does in Talk: codes and how they are told, chats and what becomes of them (TK-2 … TK-6)."""
