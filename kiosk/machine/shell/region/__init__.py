"""`kiosk region ...`: a city writes its rules and looks at what becomes of them."""
