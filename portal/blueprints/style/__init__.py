"""The living page of components, at /style in the demo only."""
