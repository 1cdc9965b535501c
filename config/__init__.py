"""Settings, sources and reference tables; only the desk reads them, everybody else gets them as arguments."""
