"""How fast Sourcebook is, measured next to ninja and other documentation tools.

``python -m benchmarks --help`` explains the commands. Nothing here is part of the installed
package, and nothing in :mod:`pipeline` may import it.
"""
