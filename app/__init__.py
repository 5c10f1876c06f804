"""The application: settings, the server and the command line. It starts things and decides nothing."""
