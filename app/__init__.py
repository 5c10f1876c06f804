"""The open door: settings, the server, the command line. It starts things and decides nothing."""
