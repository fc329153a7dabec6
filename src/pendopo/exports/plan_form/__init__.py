"""An action plan on the form of an OGP template, as DOCX and as PDF."""
