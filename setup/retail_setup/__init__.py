"""The bootstrap: from a bare machine to a running, tested installation.

Standard library only, because it runs before anything is installed.
"""
