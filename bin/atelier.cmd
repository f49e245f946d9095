@node "%~dp0atelier" %*
