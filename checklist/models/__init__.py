"""Tables, and nothing but tables; services and statistics alone may import them."""
