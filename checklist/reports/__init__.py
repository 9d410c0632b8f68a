"""What people read about a self-inspection: one view model, drawn as page, PDF and tables."""
